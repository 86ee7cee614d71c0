package webhooks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// DeliveryState says what became of a delivery.
type DeliveryState string

// The states of a delivery.
const (
	Waiting   DeliveryState = "waiting"
	Delivered DeliveryState = "delivered"
	Failed    DeliveryState = "failed"
)

// Delivery is one event on its way to one endpoint.
type Delivery struct {
	ID         string
	EndpointID string
	// MessageID is the webhook-id of every attempt.
	MessageID string
	Event     string
	Body      string
	State     DeliveryState
	Attempts  int64
	// NextAt is when a waiting one is tried next, and while it is tried, when somebody else may.
	NextAt time.Time
	// ClaimedUntil is set while an attempt is under way.
	ClaimedUntil *time.Time
	CreatedAt    time.Time
	// LastAt, Status, Millis, Problem and Answer are of the last attempt; Status 0 means that nothing was answered.
	LastAt  *time.Time
	Status  int64
	Millis  int64
	Problem string
	// Answer is the beginning of what a public address answered, as plain text.
	Answer string
}

const (
	// timeout bounds an attempt with the reading of its answer.
	timeout = 15 * time.Second
	// lease is how long a claimed delivery is left alone; a process that died in between comes later than that.
	lease = time.Minute
	// answerKept is how much of an answer is read and kept, in bytes.
	answerKept = 512
	// failingMax is after how long without one success the last failed attempt of a delivery stops its endpoint.
	failingMax = 3 * 24 * time.Hour
	// retryAfterMax bounds what an endpoint may ask for.
	retryAfterMax = 24 * time.Hour
	kept          = 30 * 24 * time.Hour
)

// schedule says how long after a failed attempt the next one follows. After the tenth there is none.
var schedule = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// outcome is what an attempt came to.
type outcome struct {
	status     int64
	millis     int64
	problem    string
	answer     string
	retryAfter time.Duration
}

func (o outcome) ok() bool { return o.problem == "" && o.status >= 200 && o.status < 300 }

// next answers after how long a delivery is tried again that failed that many times; false is never. jitter spreads those that
// failed together over a tenth of the time more.
func next(failed int64, asked time.Duration, jitter func(time.Duration) time.Duration) (time.Duration, bool) {
	if failed < 1 || failed > int64(len(schedule)) {
		return 0, false
	}
	wait := schedule[failed-1]
	wait += jitter(wait / 10)
	return max(wait, min(asked, retryAfterMax)), true
}

// retryAfter reads the header of that name: seconds or a date (RFC 9110 §10.2.3); 0 is neither.
func retryAfter(header string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseInt(strings.TrimSpace(header), 10, 64); err == nil {
		return min(max(time.Duration(min(seconds, int64(retryAfterMax/time.Second)))*time.Second, 0), retryAfterMax)
	}
	if at, err := http.ParseTime(header); err == nil {
		return min(max(at.Sub(now), 0), retryAfterMax)
	}
	return 0
}

// sign answers one signature of the specification over what is sent.
func sign(key []byte, id string, at time.Time, body string) string {
	mac := hmac.New(sha256.New, key)
	_, _ = fmt.Fprintf(mac, "%s.%d.%s", id, at.Unix(), body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// plainStart answers the beginning of an answer as one line that is safe to show.
func plainStart(raw []byte) string {
	text := strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(string(raw), ""))
	return strings.Join(strings.Fields(text), " ")
}
