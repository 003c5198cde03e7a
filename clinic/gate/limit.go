package gate

import (
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Rate is how many requests a second are let through on average, and how many at once. The zero
// value lets all through.
type Rate struct {
	PerSecond float64
	Burst     int
}

// Limits are the rates of one server.
type Limits struct {
	Address Rate // of one caller's address
	SignIn  Rate // of one address at the pages and endpoints where secrets are tried
	Person  Rate // of one sign-in: one person with one app on one device
}

// DefaultLimits leave room for a clinic of people behind one address.
var DefaultLimits = Limits{
	Address: Rate{PerSecond: 50, Burst: 500},
	SignIn:  Rate{PerSecond: 2, Burst: 60},
	Person:  Rate{PerSecond: 20, Burst: 200},
}

// WithBursts gives each rate the room for bursts that the defaults have, for its own average.
func (l Limits) WithBursts() Limits {
	for _, x := range []struct {
		rate *Rate
		like Rate
	}{{&l.Address, DefaultLimits.Address}, {&l.SignIn, DefaultLimits.SignIn}, {&l.Person, DefaultLimits.Person}} {
		x.rate.Burst = max(1, int(x.rate.PerSecond*float64(x.like.Burst)/x.like.PerSecond))
	}
	return l
}

// Limiter holds a token bucket for each caller. It is one server's: with many, each allows its share.
type Limiter struct {
	limits  Limits
	now     func() time.Time
	refused func(kind string)

	mu      sync.Mutex
	buckets map[bucketKey]*rate.Limiter
	swept   time.Time
}

type bucketKey struct{ kind, who string }

const (
	maxBuckets = 100_000
	sweepAfter = time.Minute
)

// NewLimiter makes a Limiter. refused is told of each request that is turned away, by the kind of
// limit; it may be nil.
func NewLimiter(limits Limits, now func() time.Time, refused func(kind string)) *Limiter {
	if refused == nil {
		refused = func(string) {}
	}
	return &Limiter{limits: limits, now: now, refused: refused, buckets: map[bucketKey]*rate.Limiter{}, swept: now()}
}

// Allow takes one request of a sign-in, and says how long to wait where there were too many.
func (l *Limiter) Allow(signIn string) (wait time.Duration, ok bool) {
	return l.take("person", signIn, l.limits.Person)
}

func (l *Limiter) take(kind, who string, r Rate) (time.Duration, bool) {
	if r.PerSecond <= 0 {
		return 0, true
	}
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(now)
	key := bucketKey{kind, who}
	b := l.buckets[key]
	if b == nil {
		b = rate.NewLimiter(rate.Limit(r.PerSecond), max(r.Burst, 1))
		l.buckets[key] = b
	}
	if b.AllowN(now, 1) {
		return 0, true
	}
	l.refused(kind)
	return time.Duration(float64(time.Second) * (1 - b.TokensAt(now)) / r.PerSecond), false
}

// sweep forgets, once a minute, callers that were not here for a while: their buckets are full
// again. Where too many come in between, some are forgotten unseen, so that it stays cheap.
func (l *Limiter) sweep(now time.Time) {
	if now.Sub(l.swept) >= sweepAfter {
		l.swept = now
		for key, b := range l.buckets {
			if b.TokensAt(now) >= float64(b.Burst()) {
				delete(l.buckets, key)
			}
		}
	}
	if len(l.buckets) < maxBuckets {
		return
	}
	for key := range l.buckets {
		if len(l.buckets) <= maxBuckets-maxBuckets/100 {
			break
		}
		delete(l.buckets, key)
	}
}

// PerAddress turns callers away that ask too often. The machine itself is not limited, but for
// what a trusted proxy on it passes on.
func (l *Limiter) PerAddress(next http.Handler, answer func(w http.ResponseWriter, r *http.Request)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		at, ok := addressOf(r)
		if !ok || Exempt(r) {
			next.ServeHTTP(w, r)
			return
		}
		who := network(at)
		wait, ok := l.take("address", who, l.limits.Address)
		if ok && triesSecrets(r) {
			wait, ok = l.take("sign-in", who, l.limits.SignIn)
		}
		if !ok {
			w.Header().Set("Retry-After", RetryAfter(wait))
			answer(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Exempt reports whether a request comes from the machine itself and not through a proxy on it.
func Exempt(r *http.Request) bool {
	at, ok := addressOf(r)
	return ok && at.IsLoopback() && !isForwarded(r)
}

// RetryAfter is a wait in whole seconds, at least one (RFC 9110 section 10.2.3).
func RetryAfter(wait time.Duration) string {
	return strconv.Itoa(max(1, int(math.Ceil(wait.Seconds()))))
}

// triesSecrets reports whether a request brings a password, a code or a token to be looked up.
func triesSecrets(r *http.Request) bool {
	return r.Method == http.MethodPost && strings.Contains(r.URL.Path, "/auth/")
}

// network is what counts as one caller: a host by IPv4, a network of 64 bits by IPv6.
func network(at netip.Addr) string {
	if at.Is4() {
		return at.String()
	}
	prefix, err := at.Prefix(64)
	if err != nil {
		return at.String()
	}
	return prefix.String()
}
