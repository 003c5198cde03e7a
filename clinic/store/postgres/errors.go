package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

var errStandby = errors.New("the server is a standby")

// Unavailable implements sqlstore.Engine.
func (e *engine) Unavailable(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return transient(pg.Code)
	}
	return broken(err)
}

// transient tells by its SQLSTATE an error that goes away (PostgreSQL,
// appendix A): connections, resources, a server that stops or starts, a standby,
// a transaction that met another.
func transient(code string) bool {
	switch code {
	case "25006", // read_only_sql_transaction: the primary has become a standby
		"40001", "40P01", // serialization_failure, deadlock_detected
		"55P03", "57014", // lock_not_available, query_canceled
		"25P03", "25P04", // idle_in_transaction_session_timeout, transaction_timeout
		"58030": // io_error
		return true
	}
	for _, class := range []string{"08", "53", "57P"} {
		if strings.HasPrefix(code, class) {
			return true
		}
	}
	return false
}

// broken tells the end of a connection, or that none could be made.
func broken(err error) bool {
	var connecting *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connecting) || errors.As(err, &network) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, pgconn.ErrConnClosed) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, errStandby)
}

// lost tells an error after which the connection leads nowhere: it is cut, or
// its server takes no writes any more.
func lost(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "25006" || strings.HasPrefix(pg.Code, "08") || strings.HasPrefix(pg.Code, "57P")
	}
	return broken(err)
}

// discard makes database/sql close a connection instead of keeping it.
func discard(any) error { return driver.ErrBadConn }

// unanswered is how long a sent byte may stay unacknowledged before the
// connection counts as cut: a machine that lost its power closes nothing.
const unanswered = 15 * time.Second

func dial(ctx context.Context, network, addr string) (net.Conn, error) {
	d := net.Dialer{
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: unanswered, Interval: 5 * time.Second, Count: 3},
		Control: func(network, _ string, c syscall.RawConn) error {
			if !strings.HasPrefix(network, "tcp") {
				return nil
			}
			return limitUnanswered(c)
		},
	}
	return d.DialContext(ctx, network, addr)
}
