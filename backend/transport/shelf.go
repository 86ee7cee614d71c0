package transport

import (
	"crypto"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// shelf is the directory in which an issuer keeps keys and certificates, each file with mode 0600.
type shelf string

func openShelf(dir string) (shelf, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make the directory for certificates: %w", err)
	}
	return shelf(dir), nil
}

// accountKey answers the account's key at a service, a new one if there is none.
func (s shelf) accountKey(directory string) (crypto.Signer, error) {
	sum := sha256.Sum256([]byte(directory))
	name := "account-" + hex.EncodeToString(sum[:6])
	text, err := s.read(name)
	if err != nil {
		return nil, err
	}
	if text == nil {
		key, err := newKey()
		if err != nil {
			return nil, err
		}
		encoded, err := encodeKey(key)
		if err != nil {
			return nil, err
		}
		return key, s.write(name, encoded)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s holds no key", s.path(name))
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.path(name), err)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("%s holds a key that can't sign", s.path(name))
	}
	return signer, nil
}

// certificate answers what was kept for a name, nil when nothing was.
func (s shelf) certificate(name string) (*tls.Certificate, error) {
	text, err := s.read(name)
	if text == nil || err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair(text, text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.path(name), err)
	}
	return &pair, nil
}

// keep writes a key and its chain as one file, so that they never belong to different certificates.
func (s shelf) keep(name string, key crypto.Signer, chain []byte) (*tls.Certificate, error) {
	text, err := encodeKey(key)
	if err != nil {
		return nil, err
	}
	text = append(text, chain...)
	pair, err := tls.X509KeyPair(text, text)
	if err != nil {
		return nil, fmt.Errorf("read what was issued: %w", err)
	}
	return &pair, s.write(name, text)
}

func (s shelf) path(name string) string {
	return filepath.Join(string(s), strings.ToLower(filepath.Base(name))+".pem")
}

// read answers nil when there is no such file.
func (s shelf) read(name string) ([]byte, error) {
	text, err := os.ReadFile(s.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read what ACME left: %w", err)
	}
	return text, nil
}

// write replaces a file in one step: a crash leaves the old one or the new one.
func (s shelf) write(name string, text []byte) error {
	file, err := os.CreateTemp(string(s), ".new-*") // with mode 0600
	if err != nil {
		return fmt.Errorf("keep a certificate: %w", err)
	}
	defer func() { _ = os.Remove(file.Name()) }()
	_, err = file.Write(text)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("keep a certificate: %w", err)
	}
	if err := os.Rename(file.Name(), s.path(name)); err != nil {
		return fmt.Errorf("keep a certificate: %w", err)
	}
	return nil
}

func encodeKey(key crypto.Signer) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("encode a key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}
