package webhooks

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/outbound"
)

// send makes one attempt. Whatever goes wrong is in the outcome, in words that tell nothing of the network behind the address.
func (s *Service) send(ctx context.Context, e Endpoint, d Delivery) outcome {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	began := clock.Monotonic()
	o := s.attempt(ctx, e, d)
	o.millis = (clock.Monotonic() - began) / int64(time.Millisecond)
	return o
}

func (s *Service) attempt(ctx context.Context, e Endpoint, d Delivery) outcome {
	now := s.now()
	keys, err := s.signers(e, now)
	if err != nil {
		return outcome{problem: "The signing secret can't be opened with the keys of this server. Rotate it."}
	}
	signatures := make([]string, len(keys))
	for i, key := range keys {
		signatures[i] = sign(key, d.MessageID, now, d.Body)
	}
	public := false
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) { public = outbound.Public(info.Conn.RemoteAddr()) }})
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, e.URL, strings.NewReader(d.Body))
	if err != nil {
		return outcome{problem: "The address can't be called."}
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Gatehouse-Webhooks/1")
	r.Header.Set("webhook-id", d.MessageID)
	r.Header.Set("webhook-timestamp", strconv.FormatInt(now.Unix(), 10))
	r.Header.Set("webhook-signature", strings.Join(signatures, " "))
	response, err := s.client.Do(r)
	if response != nil && response.Body != nil {
		defer func() { _ = response.Body.Close() }() // nothing of it is needed any more
	}
	if err != nil {
		return refused(response, err)
	}
	o := outcome{status: int64(response.StatusCode), retryAfter: retryAfter(response.Header.Get("Retry-After"), now)}
	raw, err := io.ReadAll(io.LimitReader(response.Body, answerKept))
	if err != nil && !errors.Is(err, outbound.ErrTooLarge) {
		o.problem = "The answer didn't end in time."
	}
	if public {
		o.answer = plainStart(raw)
	}
	if o.problem == "" && !o.ok() {
		o.problem = fmt.Sprintf("The endpoint answered %d instead of 2xx.", response.StatusCode)
	}
	return o
}

// refused says why nothing was answered.
func refused(response *http.Response, err error) outcome {
	var timed net.Error
	switch {
	case errors.Is(err, outbound.ErrRedirected):
		o := outcome{problem: "The endpoint redirects, which is not followed. Give the final address."}
		if response != nil {
			o.status = int64(response.StatusCode)
		}
		return o
	case errors.Is(err, outbound.ErrAddress):
		return outcome{problem: "The name resolves to an address that can't be called from here."}
	case errors.As(err, &timed) && timed.Timeout():
		return outcome{problem: "The endpoint didn't answer within 15 seconds."}
	}
	return outcome{problem: "The endpoint couldn't be reached."}
}
