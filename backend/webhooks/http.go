package webhooks

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Routes answers the routes of webhooks. What is below /webhooks/:webhook serves an app's endpoints and the portal's: whose it
// is decides the service.
func (s *Service) Routes() []web.Route {
	const one = "/webhooks/:webhook"
	secretive := func(method, path string, p rbac.Permission, h fiber.Handler) web.Route {
		return web.Route{Method: method, Path: path, Permission: p, StepUp: true, PersonOnly: true, Bucket: web.BucketToken, Handler: h}
	}
	act := func(path string, h fiber.Handler) web.Route {
		return web.Route{Method: fiber.MethodPost, Path: one + path, Permission: rbac.AppsWrite, PersonOnly: true, Bucket: web.BucketCreate, Handler: h}
	}
	return []web.Route{
		{Method: fiber.MethodGet, Path: "/webhook-events", Permission: rbac.AppsRead, Handler: s.listEvents},
		{Method: fiber.MethodGet, Path: "/apps/:app/webhooks", Permission: rbac.AppsRead, Handler: s.listAppWebhooks},
		secretive(fiber.MethodPost, "/apps/:app/webhooks", rbac.AppsWrite, s.createAppWebhook),
		{Method: fiber.MethodGet, Path: "/webhooks", Permission: rbac.WebhooksWrite, Handler: s.listPortalWebhooks},
		secretive(fiber.MethodPost, "/webhooks", rbac.WebhooksWrite, s.createPortalWebhook),
		{Method: fiber.MethodGet, Path: one, Permission: rbac.AppsRead, Handler: s.getWebhook},
		secretive(fiber.MethodPatch, one, rbac.AppsWrite, s.updateWebhook),
		{Method: fiber.MethodDelete, Path: one, Permission: rbac.AppsWrite, Handler: s.deleteWebhook},
		secretive(fiber.MethodPost, one+"/rotate-secret", rbac.AppsWrite, s.rotateWebhookSecret),
		act("/test", s.testWebhook), act("/resume", s.resumeWebhook), act("/replay", s.replayFailed), act("/deliveries/:delivery/replay", s.replayDelivery),
		{Method: fiber.MethodPost, Path: one + "/pause", Permission: rbac.AppsWrite, BeforeTerms: true, Handler: s.pauseWebhook},
		{Method: fiber.MethodGet, Path: one + "/deliveries", Permission: rbac.AppsRead, Handler: s.listDeliveries},
		{Method: fiber.MethodGet, Path: one + "/deliveries/:delivery", Permission: rbac.AppsRead, Handler: s.getDelivery},
	}
}

type eventView struct {
	Name     string `json:"name" example:"token.revoked"`
	Sentence string `json:"sentence" example:"A token was revoked for good."`
	// Portal events are for webhooks of the whole portal only.
	Portal  bool    `json:"portal"`
	Example Payload `json:"example"`
} //@name WebhookEvent

type eventList struct {
	Items []eventView `json:"items"`
} //@name WebhookEventList

type endpointView struct {
	ID string `json:"id" example:"whe_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	// App is missing for a webhook of the whole portal.
	App         string   `json:"app,omitempty" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	URL         string   `json:"url" example:"https://hooks.example.com/gatehouse"`
	Description string   `json:"description" example:"Restarts the kiosks."`
	Events      []string `json:"events" example:"token.revoked"`
	State       State    `json:"state" enums:"active,paused,stopped"`
	// Cause is why the portal stopped it.
	Cause     Cause      `json:"cause,omitempty" enums:"failing,gone,orphaned"`
	StoppedAt *time.Time `json:"stoppedAt,omitempty" format:"date-time"`
	// FailingSince is when the first attempt failed after which none succeeded.
	FailingSince *time.Time `json:"failingSince,omitempty" format:"date-time"`
	// Holder is the person that the webhook answers to: it stops when they may not have it any more.
	Holder   string    `json:"holder" example:"Ada Example"`
	SecretAt time.Time `json:"secretAt" format:"date-time"`
	// SecretBeforeUntil is until when the secret before signs too.
	SecretBeforeUntil *time.Time `json:"secretBeforeUntil,omitempty" format:"date-time"`
	// Waiting and Failed count deliveries, up to 1000.
	Waiting   int64     `json:"waiting" example:"0"`
	Failed    int64     `json:"failed" example:"0"`
	CreatedAt time.Time `json:"createdAt" format:"date-time"`
	Version   int64     `json:"version" example:"1"`
} //@name Webhook

type endpointList struct {
	Items []endpointView `json:"items"`
} //@name WebhookList

type endpointCreate struct {
	URL         string   `json:"url" validate:"required,max=1000" example:"https://hooks.example.com/gatehouse"`
	Description string   `json:"description,omitempty" validate:"max=200"`
	Events      []string `json:"events" validate:"required,min=1,max=100,dive,max=60" example:"token.revoked"`
} //@name WebhookCreate

type endpointPatch struct {
	URL         *string   `json:"url,omitempty" validate:"omitempty,max=1000"`
	Description *string   `json:"description,omitempty" validate:"omitempty,max=200"`
	Events      *[]string `json:"events,omitempty" validate:"omitempty,max=100"`
	// NewSecret goes with another address: it makes a new secret, and the old one ends.
	NewSecret bool `json:"newSecret,omitempty"`
} //@name WebhookPatch

// endpointMade is a webhook with its newest secret, which is shown in this answer and never again; null when it kept the one
// that it has, and in a replay.
type endpointMade struct {
	Webhook endpointView `json:"webhook"`
	Secret  *string      `json:"secret" extensions:"x-nullable" example:"whsec_…"`
} //@name WebhookMade

type rotateRequest struct {
	// OverlapSeconds is how long the secret before signs too: a day when it is missing, 0 ends it at once, a week at most.
	OverlapSeconds *int64 `json:"overlapSeconds,omitempty" validate:"omitempty,min=0,max=604800" example:"86400"`
} //@name WebhookRotate

type replayRequest struct {
	// Since leaves out what was made before.
	Since time.Time `json:"since" validate:"required" format:"date-time"`
} //@name WebhookReplay

type replayed struct {
	Deliveries int64 `json:"deliveries" example:"12"`
} //@name WebhookReplayed

type deliveryView struct {
	ID string `json:"id" example:"whd_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	// MessageID is the webhook-id of every attempt.
	MessageID string        `json:"messageId" example:"msg_2KWPBgLlAfxdpx2AI54pPJ85f4W"`
	Event     string        `json:"event" example:"token.revoked"`
	State     DeliveryState `json:"state" enums:"waiting,delivered,failed"`
	Attempts  int64         `json:"attempts" example:"1"`
	CreatedAt time.Time     `json:"createdAt" format:"date-time"`
	// LastAt, Status, Millis, Problem and Answer are of the last attempt; a status of 0 means that nothing was answered.
	LastAt *time.Time `json:"lastAt,omitempty" format:"date-time"`
	// NextAt is when it is tried next; missing when it isn't.
	NextAt  *time.Time `json:"nextAt,omitempty" format:"date-time"`
	Status  int64      `json:"status" example:"200"`
	Millis  int64      `json:"millis" example:"84"`
	Problem string     `json:"problem,omitempty" example:"The endpoint answered 500 instead of 2xx."`
	// Answer is the beginning of the answer as plain text, of a public address only.
	Answer string `json:"answer,omitempty" example:"ok"`
	// Body is what was sent; lists leave it out.
	Body string `json:"body,omitempty"`
} //@name WebhookDelivery

type deliveryPage struct {
	Items []deliveryView `json:"items"`
	Next  string         `json:"next"`
} //@name WebhookDeliveryPage

const countMax = 1000

// present fills in names and numbers.
func (s *Service) present(ctx context.Context, found ...Endpoint) ([]endpointView, error) {
	holders := make([]string, len(found))
	for i, e := range found {
		holders[i] = e.Holder
	}
	names, err := s.Names(ctx, holders)
	if err != nil {
		return nil, err
	}
	views := make([]endpointView, len(found))
	for i, e := range found {
		views[i] = endpointView{
			ID: e.ID, App: e.AppID, URL: e.URL, Description: e.Description, Events: e.Events, State: e.State, Cause: e.Cause, StoppedAt: e.StoppedAt,
			FailingSince: e.FailingSince, Holder: holder(e, names), SecretAt: e.SecretAt, CreatedAt: e.CreatedAt, Version: e.Version,
		}
		if e.BeforeUntil != nil && s.now().Before(*e.BeforeUntil) {
			views[i].SecretBeforeUntil = e.BeforeUntil
		}
		if views[i].Waiting, err = s.repo.count(ctx, e.ID, Waiting, countMax); err != nil {
			return nil, err
		}
		if views[i].Failed, err = s.repo.count(ctx, e.ID, Failed, countMax); err != nil {
			return nil, err
		}
	}
	return views, nil
}

func presentDelivery(d Delivery) deliveryView {
	v := deliveryView{
		ID: d.ID, MessageID: d.MessageID, Event: d.Event, State: d.State, Attempts: d.Attempts, CreatedAt: d.CreatedAt, LastAt: d.LastAt, Status: d.Status,
		Millis: d.Millis, Problem: d.Problem, Answer: d.Answer,
	}
	if d.State == Waiting {
		v.NextAt = &d.NextAt
	}
	return v
}
