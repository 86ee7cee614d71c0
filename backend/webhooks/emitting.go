package webhooks

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// bodyMax bounds a payload (S-WHK-08).
const bodyMax = 20 << 10

// emit writes an event for each endpoint, in the transaction of what it tells, and wakes a worker after its commit.
func (s *Service) emit(ctx context.Context, to []Endpoint, name string, data Data) error {
	body, err := s.body(name, data)
	if err != nil {
		return err
	}
	now, message := s.now(), newMessage()
	for _, e := range to {
		d := Delivery{ID: ident.New("whd"), EndpointID: e.ID, MessageID: message, Event: name, Body: body, NextAt: now, CreatedAt: now}
		if err := s.repo.insertDelivery(ctx, d); err != nil {
			return err
		}
		if err := s.repo.sooner(ctx, e.ID, now); err != nil {
			return err
		}
	}
	store.AfterCommit(ctx, func(context.Context) { s.wake() })
	return nil
}

// newMessage answers a webhook-id.
func newMessage() string { return "msg_" + secret.RandomText(27) }

func (s *Service) body(name string, data Data) (string, error) {
	body, err := json.Marshal(Payload{Type: name, Timestamp: s.now(), Data: data})
	if err == nil && len(body) > bodyMax {
		data.Reason = "" // the only member that people write at length
		body, err = json.Marshal(Payload{Type: name, Timestamp: s.now(), Data: data})
	}
	if err != nil {
		return "", fmt.Errorf("write the payload of %s: %w", name, err)
	}
	return string(body), nil
}

// textOf answers what a value of a type that is text says.
func textOf(v any) string {
	if value := reflect.ValueOf(v); value.Kind() == reflect.String {
		return value.String()
	}
	return ""
}

// wake lets one worker look for work; it never waits.
func (s *Service) wake() {
	select {
	case s.work <- struct{}{}:
	default:
	}
}
