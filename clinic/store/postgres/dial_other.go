//go:build !linux

package postgres

import "syscall"

func limitUnanswered(syscall.RawConn) error { return nil }
