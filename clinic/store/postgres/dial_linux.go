package postgres

import (
	"errors"
	"syscall"

	"golang.org/x/sys/unix"
)

// limitUnanswered sets what keep-alive does not cover: data that was sent.
func limitUnanswered(c syscall.RawConn) error {
	var set error
	err := c.Control(func(fd uintptr) {
		set = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(unanswered.Milliseconds()))
	})
	return errors.Join(err, set)
}
