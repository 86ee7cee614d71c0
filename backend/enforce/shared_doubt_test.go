package enforce

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// redisAuthority is a certificate authority of our own, with a certificate for a server on this machine.
type redisAuthority struct{ ca, cert, key string } // files

func newRedisAuthority(t *testing.T) redisAuthority {
	t.Helper()
	dir := t.TempDir()
	write := func(name, kind string, der []byte) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
		return path
	}
	make509 := func(template, parent *x509.Certificate, signer *ecdsa.PrivateKey) (*ecdsa.PrivateKey, []byte) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		require.NoError(t, err)
		if signer == nil {
			signer = key
		}
		der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
		require.NoError(t, err)
		return key, der
	}
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test authority"}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	rootKey, rootDER := make509(root, root, nil)
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "redis"}, NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	leafKey, leafDER := make509(leaf, root, rootKey)
	keyDER, err := x509.MarshalECPrivateKey(leafKey)
	require.NoError(t, err)
	return redisAuthority{ca: write("ca.pem", "CERTIFICATE", rootDER), cert: write("redis.pem", "CERTIFICATE", leafDER), key: write("redis.key", "EC PRIVATE KEY", keyDER)}
}

func TestWindowsAreSharedOverTLSAndOnlyWithAServerOfTheNamedAuthority(t *testing.T) {
	ours, theirs := newRedisAuthority(t), newRedisAuthority(t)
	onEachServer(t, func(t *testing.T, plain *redisServer) {
		plain.kill()
		_, port, _ := net.SplitHostPort(plain.addr)
		plain.args = append([]string{"--port", "0", "--tls-port", port, "--tls-cert-file", ours.cert, "--tls-key-file", ours.key, "--tls-ca-cert-file", ours.ca, "--tls-auth-clients", "no"}, plain.args[2:]...)
		plain.start()
		f := newFleet(t, 2, SharedOptions{URL: "rediss://" + plain.addr, CA: ours.ca, Timeout: 10 * time.Second}) // a busy machine shakes hands slowly
		require.NoError(t, f[0].Shared.Check(t.Context()))
		require.Equal(t, 300, f.spend(perDay, 700))
		require.Zero(t, f.alone())
		require.Zero(t, f[0].Shared.State().Failures)

		for name, o := range map[string]SharedOptions{
			"another authority": {URL: "rediss://" + plain.addr, CA: theirs.ca}, "the system's authorities": {URL: "rediss://" + plain.addr}, "no TLS": {URL: "redis://" + plain.addr},
		} {
			f := newFleet(t, 1, o)
			require.Error(t, f[0].Shared.Check(t.Context()), name)
			require.Equal(t, 300, f.spend(perDay, 700), "%s: alone, the node gives what one node may", name)
			require.Equal(t, 1, f.alone(), name)
		}
	})
}

// liar speaks Redis's protocol and answers every script with the same words.
func liar(t *testing.T, answer string) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return answering(t, ln, func(conn net.Conn) { lie(conn, answer) })
}

func lie(conn net.Conn, answer string) {
	in := bufio.NewReader(conn)
	for {
		command, err := readCommand(in)
		if err != nil {
			return
		}
		reply := "+OK\r\n"
		switch strings.ToUpper(command[0]) {
		case "PING":
			reply = "+PONG\r\n"
		case "EVALSHA", "EVAL":
			reply = answer
		}
		if _, err := conn.Write([]byte(reply)); err != nil {
			return
		}
	}
}

func readCommand(in *bufio.Reader) ([]string, error) {
	number := func() (int, error) {
		line, err := in.ReadString('\n')
		if err != nil {
			return 0, err
		}
		return strconv.Atoi(strings.TrimSpace(line[1:]))
	}
	n, err := number()
	words := make([]string, max(0, n))
	for i := 0; i < n && err == nil; i++ {
		var size int
		if size, err = number(); err == nil {
			text := make([]byte, size+2)
			for read := 0; read < len(text) && err == nil; {
				var got int
				got, err = in.Read(text[read:])
				read += got
			}
			words[i] = string(text[:size])
		}
	}
	return words, err
}

func TestAServerThatAnswersNonsenseNeverOpensALimit(t *testing.T) {
	for name, answer := range map[string]string{
		"always room":             "*2\r\n:1\r\n:0\r\n",
		"room against its words":  "*2\r\n:1\r\n:86400000000000\r\n",
		"none against its words":  "*2\r\n:0\r\n:0\r\n",
		"more than a window":      "*2\r\n:0\r\n:9223372036854775807\r\n",
		"less than nothing":       "*2\r\n:1\r\n:-9223372036854775808\r\n",
		"another number of words": "*3\r\n:1\r\n:0\r\n:0\r\n",
		"nothing":                 "*0\r\n",
		"no list":                 "+OK\r\n",
		"no number":               "*2\r\n$3\r\nyes\r\n$3\r\nyes\r\n",
		"no protocol":             "hello\r\n",
		"nil":                     "*-1\r\n",
		"an error":                "-BUSY something runs\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			f := newFleet(t, 1, SharedOptions{URL: "redis://" + liar(t, answer)})
			allowed := f.spend(perDay, 1000)
			require.LessOrEqual(t, allowed, 300)
			require.GreaterOrEqual(t, allowed, 297, "and it doesn't keep anybody from their part")
			require.Equal(t, 1, f.alone(), "nobody asks it any more")
		})
	}
}
