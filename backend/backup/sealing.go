package backup

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"filippo.io/age"
)

const (
	secretBytesMax = 64 << 10
	passphraseMin  = 16
)

// Lock says for whom something is encrypted: for public keys of age, or for who knows a passphrase. One of both.
type Lock struct {
	Recipients     []string
	PassphraseFile string
}

// Given reports whether the lock says anything.
func (l Lock) Given() bool { return len(l.Recipients) > 0 || l.PassphraseFile != "" }

func (l Lock) recipients() ([]age.Recipient, error) {
	switch {
	case !l.Given():
		return nil, errors.New("say for whom it is encrypted: a recipient, or a file with a passphrase")
	case len(l.Recipients) > 0 && l.PassphraseFile != "":
		return nil, errors.New("give recipients or a passphrase, not both")
	case l.PassphraseFile != "":
		passphrase, err := readPassphrase(l.PassphraseFile)
		if err != nil {
			return nil, err
		}
		r, err := age.NewScryptRecipient(passphrase)
		return []age.Recipient{r}, err
	}
	for _, r := range l.Recipients {
		if strings.HasPrefix(strings.ToUpper(r), "AGE-SECRET-KEY-") {
			return nil, errors.New("a recipient is a public key, age1…; what was given is a private one, which others on this machine may have seen: make a new one")
		}
	}
	parsed, err := age.ParseRecipients(strings.NewReader(strings.Join(l.Recipients, "\n")))
	if err != nil {
		return nil, errors.New("a recipient is not a public key of age, such as age1…")
	}
	return parsed, nil
}

// Apart answers an error when both locks open with the same key or passphrase: who has one would have both.
func Apart(data, keys Lock) error {
	same := slices.ContainsFunc(data.Recipients, func(r string) bool { return slices.Contains(keys.Recipients, r) })
	if !same && data.PassphraseFile != "" && keys.PassphraseFile != "" {
		one, err := readPassphrase(data.PassphraseFile)
		if err != nil {
			return err
		}
		other, err := readPassphrase(keys.PassphraseFile)
		if err != nil {
			return err
		}
		same = one == other
	}
	if same {
		return errors.New("data and keys are encrypted for the same: give the keys a recipient or a passphrase of their own")
	}
	return nil
}

// Unlock says how something encrypted is opened: with a file of age's identities, or with one that holds a passphrase.
type Unlock struct {
	IdentityFile   string
	PassphraseFile string
}

func (u Unlock) identities() ([]age.Identity, error) {
	switch {
	case u.IdentityFile != "" && u.PassphraseFile != "":
		return nil, errors.New("give an identity or a passphrase, not both")
	case u.IdentityFile != "":
		text, err := readSecret(u.IdentityFile)
		if err != nil {
			return nil, err
		}
		found, err := age.ParseIdentities(bytes.NewReader(text))
		if err != nil {
			return nil, fmt.Errorf("%s holds no identity of age (AGE-SECRET-KEY-…)", u.IdentityFile) // the cause may quote it
		}
		return found, nil
	case u.PassphraseFile != "":
		passphrase, err := readPassphrase(u.PassphraseFile)
		if err != nil {
			return nil, err
		}
		i, err := age.NewScryptIdentity(passphrase)
		return []age.Identity{i}, err
	}
	return nil, errors.New("say how it is opened: a file with an identity, or one with a passphrase")
}

// decrypt answers the clear text of from. What says whose it is in the error.
func (u Unlock) decrypt(from io.Reader, what string) (io.Reader, error) {
	identities, err := u.identities()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", what, err)
	}
	clear, err := age.Decrypt(from, identities...)
	var wrong *age.NoIdentityMatchError
	switch {
	case errors.As(err, &wrong):
		return nil, fmt.Errorf("open %s: the passphrase or identity is another one", what)
	case err != nil:
		return nil, fmt.Errorf("open %s: it is damaged, cut off, or not encrypted by age", what)
	}
	return clear, nil
}

func readPassphrase(path string) (string, error) {
	text, err := readSecret(path)
	if err != nil {
		return "", err
	}
	passphrase := strings.TrimRight(string(text), "\r\n")
	if len(passphrase) < passphraseMin {
		return "", fmt.Errorf("%s: a passphrase has at least %d characters", path, passphraseMin)
	}
	return passphrase, nil
}

// readSecret reads a small file that nobody else may read.
func readSecret(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s may be read by others; give it mode 0600", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, secretBytesMax))
}
