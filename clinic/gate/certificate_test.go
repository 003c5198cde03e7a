package gate

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// issue writes a certificate with a serial number, and its key.
func issue(t *testing.T, dir string, serial int64, at time.Time) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(serial), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"clinic.example"},
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for name, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: keyDER}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, at, at); err != nil {
			t.Fatal(err)
		}
	}
	return certFile, keyFile
}

func serial(t *testing.T, c *Certificate) int64 {
	t.Helper()
	pair, err := c.get(nil)
	if err != nil {
		t.Fatal(err)
	}
	return pair.Leaf.SerialNumber.Int64()
}

// A renewed certificate is served without a restart; a half-written one is not, and the one before
// it is served meanwhile.
func TestCertificateIsReadAnew(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := &clock{time.Date(2027, 3, 9, 12, 0, 0, 0, time.UTC)}
	var log bytes.Buffer
	certFile, keyFile := issue(t, dir, 1, c.now)
	cert, err := LoadCertificate(certFile, keyFile, c.Now, slog.New(slog.NewJSONHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if got := serial(t, cert); got != 1 {
		t.Fatalf("serial %d", got)
	}
	issue(t, dir, 2, c.now.Add(time.Minute))
	if got := serial(t, cert); got != 1 {
		t.Errorf("it was looked at again at once: %d", got)
	}
	c.now = c.now.Add(lookAgain)
	if got := serial(t, cert); got != 2 {
		t.Errorf("after a while: %d", got)
	}
	if err := os.WriteFile(certFile, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	c.now = c.now.Add(lookAgain)
	if got := serial(t, cert); got != 2 || log.Len() == 0 {
		t.Errorf("half-written: %d, log %q", got, &log)
	}
	issue(t, dir, 3, c.now.Add(time.Minute))
	if err := cert.Reload(); err != nil || serial(t, cert) != 3 {
		t.Errorf("at once: %v, %d", err, serial(t, cert))
	}
	if _, err := LoadCertificate(certFile, "", c.Now, slog.Default()); err == nil {
		t.Error("a certificate without a key was taken")
	}
}
