package catalog

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/digest"
	"github.com/gatehouse-dev/gatehouse/backend/outbound"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Failure says why a look at an address gave no document. It says no more, because the server may be one that only we can
// reach.
type Failure string

// The failures.
const (
	FailureUnreachable Failure = "unreachable" // no answer, or an address that is never called
	FailureRefused     Failure = "refused"     // an answer of the four hundreds
	FailureBroken      Failure = "broken"      // another answer than 200, or half of one
	FailureEmpty       Failure = "empty"
	FailureTooLarge    Failure = "too-large"
)

// Error lets a failure be the end of a look.
func (f Failure) Error() string { return "no document at the address: " + string(f) }

// failureWords are what people are told of a failure, with what to do about it.
var failureWords = map[Failure][2]string{
	FailureUnreachable: {"The server of the address does not answer.", "Check that its name and port are right and that it is up."},
	FailureRefused:     {"The server says that there is no such document, or that it may not be read.", "The address must answer without signing in."},
	FailureBroken:      {"The server answers with a failure of its own.", "Look at the server, or wait until it is mended."},
	FailureEmpty:       {"The server answers with nothing.", "Check what it serves at the address."},
	FailureTooLarge:    {"The server answers with more than 32 MiB.", "Serve a smaller document."},
}

func failureOf(err error) Failure {
	var f Failure
	if errors.As(err, &f) {
		return f
	}
	return FailureBroken
}

const (
	// failuresToTell is after how many failed looks in a row people are told, once: one is often a server that restarts.
	failuresToTell = 2
	firstRetry     = 15 * time.Minute
	lastRetry      = 7 * 24 * time.Hour
)

// patience answers after how long an address is looked at again that failed a number of times in a row: soon at first, then
// each time four times later, until four times the schedule's own interval or a week. It is 0 without a schedule.
func patience(failures int64, every time.Duration) time.Duration {
	most := min(4*every, lastRetry)
	wait := firstRetry
	for ; failures > 1 && wait < most; failures-- {
		wait *= 4
	}
	return min(wait, most)
}

// tellOfFailure tells the API's people that its document can't be fetched any more.
func (s *Service) tellOfFailure(ctx context.Context, api API, r Refresh) error {
	words := failureWords[r.Failure]
	return s.tellPeople(ctx, api, accounts.Notice{
		Kind: "api.refresh_failed", Title: "The document of " + api.Name + " can't be fetched", Body: words[0] + " " + words[1],
		Link: "/operate/apis/" + api.Slug,
	}, "refresh-failed", map[string]any{"API": api.Name, "URL": r.URL, "Problem": words[0], "Fix": words[1]})
}

// tellOfBrokenRefresh tells that a draft which a refresh made can't be read; whoever imports by hand sees it on the page.
func (s *Service) tellOfBrokenRefresh(ctx context.Context, v Version) error {
	if v.SourceURL == "" || v.CreatedBy != "system" {
		return nil
	}
	api, err := s.AnyAPI(ctx, v.APIID)
	if err != nil {
		return err
	}
	return s.tellPeople(ctx, api, accounts.Notice{
		Kind: "api.refresh_failed", Title: "The new document of " + api.Name + " can't be read", Link: "/operate/apis/" + api.Slug,
		Body: "Its address gives another document than before, and the draft " + v.Label + " failed. What is published stays as it is.",
	}, "", nil)
}

// tellPeople tells the person who owns an API, or, when that is no person, all who manage APIs.
func (s *Service) tellPeople(ctx context.Context, api API, n accounts.Notice, template string, data map[string]any) error {
	if s.Messenger == nil {
		return nil
	}
	told := []string{rbac.Subject{ID: api.Owner}.AccountID()}
	if told[0] == "" {
		var err error
		if told, err = s.Managers(ctx); err != nil {
			return fmt.Errorf("list who manages APIs: %w", err)
		}
	}
	for _, account := range told {
		n.Account = account
		if err := s.Messenger.Notify(ctx, n, template, data); err != nil {
			return fmt.Errorf("tell %s of %s: %w", account, api.Slug, err)
		}
	}
	return nil
}

// look asks the address for its document unless it is the one that we had; nil bytes say that it is. Its error is a Failure,
// or the context's.
func (s *Service) look(ctx context.Context, r *Refresh) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.URL, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", acceptDocuments)
	if r.ETag != "" {
		request.Header.Set("If-None-Match", r.ETag)
	}
	if r.Modified != "" {
		request.Header.Set("If-Modified-Since", r.Modified)
	}
	answer, err := s.Fetch.Do(request)
	if err != nil {
		return nil, FailureUnreachable
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode == http.StatusNotModified && r.Hash != "" {
		return nil, nil
	}
	if answer.StatusCode >= 400 && answer.StatusCode < 500 {
		return nil, FailureRefused
	}
	if answer.StatusCode != http.StatusOK {
		return nil, FailureBroken
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, digest.SourceBytesMax+1))
	switch {
	case len(data) > digest.SourceBytesMax, errors.Is(err, outbound.ErrTooLarge):
		return nil, FailureTooLarge
	case err != nil:
		return nil, FailureBroken
	case len(data) == 0:
		return nil, FailureEmpty
	}
	r.ETag, r.Modified = cutText(answer.Header.Get("ETag"), 300), cutText(answer.Header.Get("Last-Modified"), 100)
	return data, nil
}
