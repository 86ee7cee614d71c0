package leaks

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// Message is one find in the format of GitHub's secret scanning partner program.
type Message struct {
	Token  string `json:"token"`
	Type   string `json:"type"`
	URL    string `json:"url"`
	Source string `json:"source"`
} //@name LeakMessage

// Feedback answers a message: the base64 of the SHA-256 of the token, and whether it is one of ours.
type Feedback struct {
	TokenHash string `json:"token_hash"`
	TokenType string `json:"token_type"`
	Label     string `json:"label" enums:"true_positive,false_positive"`
} //@name LeakFeedback

// TakeMessages checks the signature over a body of messages and takes each of them. It returns ErrIntakeOff, ErrSignature and
// fault.ErrInvalid. A message that was taken before changes nothing.
func (s *Service) TakeMessages(ctx context.Context, keyID, signature string, body []byte) ([]Feedback, error) {
	if s.keys == nil {
		return nil, ErrIntakeOff
	}
	if err := s.keys.verify(ctx, keyID, signature, body); err != nil {
		return nil, err
	}
	var messages []Message
	if err := json.Unmarshal(body, &messages); err != nil {
		return nil, fault.ErrInvalid.With(fault.Bad("", "Send an array of objects with token, type, url and source."))
	}
	all := make([]Feedback, len(messages))
	for i, m := range messages {
		outcome := Unknown
		if parsed, ok := secret.Parse(s.brand, m.Token); ok {
			var err error
			if outcome, err = s.Take(ctx, Report{TokenID: parsed.ID, Full: m.Token, Place: m.URL, Source: FromGitHub}, false); err != nil {
				return nil, err
			}
		}
		proof := secret.ProofOf(m.Token)
		all[i] = Feedback{TokenHash: base64.StdEncoding.EncodeToString(proof[:]), TokenType: clean(m.Type, 100), Label: "false_positive"}
		if outcome != Unknown {
			all[i].Label = "true_positive"
		}
	}
	return all, nil
}

const (
	keysBytesMax = 1 << 20
	keysFor      = time.Hour   // how long keys are used without asking again
	keysPause    = time.Minute // between two questions for keys
)

// keyring holds the keys that secret scanning publishes.
type keyring struct {
	url   string
	fetch *http.Client
	clock clock.Clock

	mu    sync.Mutex
	known map[string]*ecdsa.PublicKey
	asked time.Time
}

// verify checks an ECDSA P-256 signature, ASN.1 in base64, over the SHA-256 of body.
func (k *keyring) verify(ctx context.Context, keyID, signature string, body []byte) error {
	sig, err := base64.StdEncoding.DecodeString(signature)
	if err != nil || keyID == "" || len(sig) > 80 {
		return ErrSignature
	}
	key, err := k.key(ctx, keyID)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	if key == nil || !ecdsa.VerifyASN1(key, sum[:], sig) {
		return ErrSignature
	}
	return nil
}

// key answers the key of an id, nil when there is none. Keys are asked for again when they are old, and at once for an id
// that isn't known, but at most once a minute, so that nobody can make us ask.
func (k *keyring) key(ctx context.Context, id string) (*ecdsa.PublicKey, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	age := k.clock.Now().Sub(k.asked)
	if key := k.known[id]; key != nil && age < keysFor {
		return key, nil
	}
	if age < keysPause && !k.asked.IsZero() {
		return k.known[id], nil
	}
	k.asked = k.clock.Now()
	known, err := k.published(ctx)
	if err != nil {
		if key := k.known[id]; key != nil {
			return key, nil // what was published an hour ago holds while the list can't be read
		}
		return nil, ErrKeysAway.Because(err)
	}
	k.known = known
	return known[id], nil
}

func (k *keyring) published(ctx context.Context) (map[string]*ecdsa.PublicKey, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, k.url, nil)
	if err != nil {
		return nil, err
	}
	answer, err := k.fetch.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the keys of secret scanning: %s", answer.Status)
	}
	var list struct {
		Keys []struct {
			ID  string `json:"key_identifier"`
			PEM string `json:"key"`
		} `json:"public_keys"`
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, keysBytesMax)).Decode(&list); err != nil {
		return nil, fmt.Errorf("read the keys of secret scanning: %w", err)
	}
	known := map[string]*ecdsa.PublicKey{}
	for _, each := range list.Keys {
		block, _ := pem.Decode([]byte(each.PEM))
		if block == nil {
			continue
		}
		parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
		if key, ok := parsed.(*ecdsa.PublicKey); err == nil && ok && key.Curve == elliptic.P256() {
			known[each.ID] = key
		}
	}
	return known, nil
}
