package scan

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Answer is what a portal says about a token that was found: unknown, over (it doesn't work any more), told (it works), revoked
// or quarantined.
type Answer struct {
	Finding
	Outcome string
}

// Ask asks the portal at an address about each token, once, and answers in the order of the findings. Secrets are not sent:
// the portal gets ids, proofs, and with act the places. With act it does to them what its policy says, and tells their
// people; without, nothing changes. Told that it asks too often, it waits as long as the portal says, up to waitMax, and goes on.
// It stops at the first answer that is none, with those that it has.
func Ask(ctx context.Context, client *http.Client, portal string, findings []Finding, act bool) ([]Answer, error) {
	var all []Answer
	seen := map[string]bool{}
	for _, f := range findings {
		if seen[f.Proof.String()] {
			continue
		}
		seen[f.Proof.String()] = true
		address := strings.TrimRight(portal, "/") + "/api/v1/leaks/reports"
		outcome, wait, err := ask(ctx, client, address, f, act)
		if wait > 0 {
			select {
			case <-ctx.Done():
				return all, ctx.Err()
			case <-time.After(min(wait, waitMax)):
			}
			outcome, _, err = ask(ctx, client, address, f, act)
		}
		if err != nil {
			return all, fmt.Errorf("ask %s about %s: %w", portal, f.Hint, err)
		}
		all = append(all, Answer{f, outcome})
	}
	return all, nil
}

// waitMax is the longest that a portal makes Ask wait at once.
const waitMax = 2 * time.Minute

// ask answers an outcome, or how long to wait before asking again.
func ask(ctx context.Context, client *http.Client, address string, f Finding, act bool) (outcome string, wait time.Duration, err error) {
	question := map[string]any{"tokenId": f.ID, "proof": f.Proof.String(), "dryRun": !act}
	if act {
		question["where"] = f.place()
	}
	body, err := json.Marshal(question)
	if err != nil {
		return "", 0, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return "", 0, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return "", 0, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode == http.StatusTooManyRequests {
		seconds, _ := strconv.Atoi(response.Header.Get("Retry-After"))
		wait = max(time.Second, time.Duration(seconds)*time.Second)
	}
	var answer struct{ Outcome, Detail string }
	if err := json.NewDecoder(io.LimitReader(response.Body, 64<<10)).Decode(&answer); err != nil || response.StatusCode != http.StatusOK {
		return "", wait, fmt.Errorf("%s: %s", response.Status, answer.Detail)
	}
	return answer.Outcome, 0, nil
}

var outcomeWords = map[string]string{
	"unknown": "is no token of this portal", "over": "doesn't work any more", "told": "works", "revoked": "was revoked", "quarantined": "was quarantined",
}

// WriteAnswers writes a line for each answer.
func WriteAnswers(w io.Writer, answers []Answer, act bool) error {
	for _, a := range answers {
		words := outcomeWords[a.Outcome]
		if act && a.Outcome == "told" {
			words = "works; its owner was told"
		}
		if words == "" {
			words = a.Outcome
		}
		if _, err := fmt.Fprintf(w, "%s %s\n", a.Hint, words); err != nil {
			return err
		}
	}
	return nil
}
