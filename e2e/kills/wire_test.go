package kills

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
)

// wire is the network between the devices and the clinic.
type wire struct {
	*testing.T
	proxy *toxiproxy.Proxy
	n     int
}

func newWire(t *testing.T) *wire {
	t.Helper()
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())
	w := &wire{T: t, proxy: toxiproxy.NewProxy(server, "clinic", "127.0.0.1:0", "127.0.0.1:1")}
	if err := w.proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.proxy.Stop)
	return w
}

// address is where the devices find the clinic, whatever stands behind it.
func (w *wire) address() string { return "http://" + w.proxy.Listen }

// leads has new connections lead to a server.
func (w *wire) leads(to string) {
	w.proxy.Lock()
	defer w.proxy.Unlock()
	w.proxy.Upstream = to
}

// calm takes all faults away.
func (w *wire) calm() { w.proxy.Toxics.ResetToxics(context.Background()) }

// fails makes the network bad in some way, and says how.
func (w *wire) fails(r *rand.Rand) string {
	w.calm()
	direction := []string{"upstream", "downstream"}[r.IntN(2)]
	toxic, attributes := "", ""
	switch r.IntN(8) {
	case 0, 1:
		return "well"
	case 2, 3:
		toxic, attributes = "latency", fmt.Sprintf(`"latency":%d,"jitter":%d`, 20+r.IntN(200), r.IntN(100))
	case 4:
		toxic, attributes = "timeout", fmt.Sprintf(`"timeout":%d`, 1+r.IntN(300)) // nothing more comes, then it is cut
	case 5:
		toxic, attributes = "reset_peer", fmt.Sprintf(`"timeout":%d`, r.IntN(300))
	case 6:
		toxic, attributes = "slow_close", fmt.Sprintf(`"delay":%d`, 100+r.IntN(500))
	case 7:
		toxic, attributes = "limit_data", fmt.Sprintf(`"bytes":%d`, 200+r.IntN(20000)) // cut in the middle
	}
	w.n++
	text := fmt.Sprintf(`{"name":"t%d","type":%q,"stream":%q,"attributes":{%s}}`, w.n, toxic, direction, attributes)
	if _, err := w.proxy.Toxics.AddToxicJson(strings.NewReader(text)); err != nil {
		w.Fatalf("%s: %v", text, err)
	}
	return toxic
}
