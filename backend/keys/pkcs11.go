//go:build pkcs11

package keys

import (
	"crypto"
	"crypto/elliptic"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/ThalesGroup/crypto11"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

const (
	deviceIDBytes  = 16
	deviceWait     = 5 * time.Second
	deviceSessions = 16
)

// ErrDevice says that a key is not where it should be.
var ErrDevice = errors.New("the device has no such key")

// device keeps keys in a PKCS #11 token, from which private halves never come. What is stored of a key is its CKA_ID.
type device struct {
	config crypto11.Config

	mu     sync.Mutex
	opened *crypto11.Context // nil until it is needed, and after it failed
}

// OpenDevice answers the driver for a token. The error says that it can't be reached at the moment; the driver tries again
// whenever it is used.
func OpenDevice(o DeviceOptions) (Driver, error) {
	d := &device{config: crypto11.Config{Path: o.Module, TokenLabel: o.Token, Pin: o.PIN.Reveal(), MaxSessions: deviceSessions, PoolWaitTimeout: deviceWait}}
	_, err := d.context()
	return d, err
}

// Name returns pkcs11.
func (*device) Name() string { return "pkcs11" }

// Generate makes a key that can sign and can't be taken out.
func (d *device) Generate(purpose string) (crypto.PublicKey, []byte, error) {
	id := secret.RandomBytes(deviceIDBytes)
	public, err := crypto11.NewAttributeSetWithIDAndLabel(id, []byte("gatehouse "+purpose))
	if err != nil {
		return nil, nil, fmt.Errorf("describe a key to the device: %w", err)
	}
	private := public.Copy()
	for name, value := range map[crypto11.AttributeType]bool{crypto11.CkaSign: true, crypto11.CkaSensitive: true, crypto11.CkaExtractable: false, crypto11.CkaPrivate: true} {
		if err := private.Set(name, value); err != nil {
			return nil, nil, fmt.Errorf("describe a key to the device: %w", err)
		}
	}
	signer, err := retried(d, func(c *crypto11.Context) (crypto11.Signer, error) {
		return c.GenerateECDSAKeyPairWithAttributes(public, private, elliptic.P256())
	})
	if err != nil {
		return nil, nil, fmt.Errorf("generate a signing key in the device: %w", err)
	}
	return signer.Public(), id, nil
}

// Open answers the signer of a key.
func (d *device) Open(kid, _ string, handle []byte) (crypto.Signer, error) {
	found, err := d.find(handle)
	if err != nil {
		return nil, fmt.Errorf("find signing key %s in the device: %w", kid, err)
	}
	return &deviceSigner{device: d, handle: handle, public: found.Public()}, nil
}

// Destroy deletes both halves.
func (d *device) Destroy(kid, _ string, handle []byte) error {
	found, err := d.find(handle)
	if err == nil {
		err = found.Delete()
	}
	if err != nil {
		return fmt.Errorf("delete signing key %s from the device: %w", kid, err)
	}
	return nil
}

func (d *device) find(handle []byte) (crypto11.Signer, error) {
	return retried(d, func(c *crypto11.Context) (crypto11.Signer, error) { return findIn(c, handle) })
}

func findIn(c *crypto11.Context, handle []byte) (crypto11.Signer, error) {
	found, err := c.FindKeyPairs(handle, nil)
	if err != nil {
		return nil, err
	}
	if len(found) != 1 {
		return nil, ErrDevice
	}
	return found[0], nil
}

// deviceSigner looks its key up at each signature: handles and sessions don't outlive a device that was away.
type deviceSigner struct {
	device *device
	handle []byte
	public crypto.PublicKey
}

func (s *deviceSigner) Public() crypto.PublicKey { return s.public }

func (s *deviceSigner) Sign(random io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return retried(s.device, func(c *crypto11.Context) ([]byte, error) {
		found, err := findIn(c, s.handle)
		if err != nil {
			return nil, err
		}
		return found.Sign(random, digest, opts)
	})
}

// context answers a token that is logged in.
func (d *device) context() (*crypto11.Context, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.opened != nil {
		return d.opened, nil
	}
	config := d.config
	opened, err := crypto11.Configure(&config)
	if err != nil {
		return nil, fmt.Errorf("open the device %s: %w", d.config.TokenLabel, err)
	}
	d.opened = opened
	return opened, nil
}

// drop lets the next use log in anew, unless another one has done so already.
func (d *device) drop(failed *crypto11.Context) {
	d.mu.Lock()
	mine := d.opened == failed
	if mine {
		d.opened = nil
	}
	d.mu.Unlock()
	if mine {
		_ = failed.Close() // waits for who still uses it; it failed already
	}
}

// retried uses the device, and when that fails once more with a fresh login: sessions end when a device was away.
func retried[T any](d *device, use func(*crypto11.Context) (T, error)) (T, error) {
	var none T
	for second := false; ; second = true {
		c, err := d.context()
		if err != nil {
			return none, err
		}
		result, err := use(c)
		if err == nil || second || errors.Is(err, ErrDevice) {
			return result, err
		}
		d.drop(c)
	}
}
