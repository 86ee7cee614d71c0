package tokens

import (
	"bytes"
	"context"
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// EvidentException frees, or freed, an app from a rule. RequestedBy and DecidedBy are subjects, and who they are called.
type EvidentException struct {
	ID              string     `json:"id" example:"pex_01jd8y7k5ve1kv3a0t9rkzv6qk" validate:"required"`
	Rule            string     `json:"rule" example:"maxLifeSeconds" validate:"required"`
	App             string     `json:"app" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk" validate:"required"`
	AppName         string     `json:"appName" example:"Ticket kiosk" validate:"required"`
	State           string     `json:"state" enums:"pending,approved,denied,ended" validate:"required"`
	Reason          string     `json:"reason" validate:"required"`
	RequestedBy     string     `json:"requestedBy" example:"u:acc_01jd8y7k5ve1kv3a0t9rkzv6qk" validate:"required"`
	RequestedByName string     `json:"requestedByName" example:"Ada Example" validate:"required"`
	RequestedAt     time.Time  `json:"requestedAt" format:"date-time" validate:"required"`
	DecidedBy       string     `json:"decidedBy" example:"u:acc_01jd8y7k5ve1kv3a0t9rkzv6qk" validate:"required"`
	DecidedByName   string     `json:"decidedByName" example:"Sam Example" validate:"required"`
	DecidedAt       *time.Time `json:"decidedAt,omitempty" format:"date-time"`
	DecisionReason  string     `json:"decisionReason" validate:"required"`
	EndsAt          time.Time  `json:"endsAt" format:"date-time" validate:"required"`
	Clauses         []string   `json:"clauses" example:"PCI DSS 8.2.6" validate:"required"`
}

func (s *Service) presentEvidence(ctx context.Context) (ComplianceEvidence, error) {
	days, facts, cut, err := s.Evidence(ctx)
	if err != nil {
		return ComplianceEvidence{}, err
	}
	profiles, err := s.presentProfiles(ctx)
	if err != nil {
		return ComplianceEvidence{}, err
	}
	e := ComplianceEvidence{At: s.now(), Profiles: profiles, Days: presentDays(days, profiles), Breaches: make([]EvidentBreach, len(facts)), Truncated: cut}
	for i, f := range facts {
		e.Breaches[i] = EvidentBreach{
			Rule: f.Rule, Level: f.Level, ID: f.LevelID, Token: f.TokenID, Name: f.Name, App: f.AppID, AppName: f.AppName, Owner: f.Owner,
			Clauses: clausesOf(profiles, f.Rule), Since: time.UnixMicro(f.FoundAt).UTC(), Stopped: f.SuspendedAt != nil || f.RevokedAt != nil,
		}
	}
	e.Exceptions, cut, err = s.evidentExceptions(ctx, profiles)
	e.Truncated = e.Truncated || cut
	return e, err
}

// evidentExceptions answers the exceptions of a year with the names in them; cut says that there are more.
func (s *Service) evidentExceptions(ctx context.Context, profiles []EvidentProfile) (views []EvidentException, cut bool, err error) {
	now := s.now()
	found, err := s.Policy.ExceptionsSince(ctx, now.AddDate(0, 0, -evidenceDays), evidenceMax+1)
	if err != nil {
		return nil, false, err
	}
	cut, found = len(found) > evidenceMax, found[:min(len(found), evidenceMax)]
	var subjects, ids []string
	for _, x := range found {
		subjects, ids = append(subjects, x.RequestedBy, x.DecidedBy), append(ids, x.AppID)
	}
	name, err := s.namer(ctx, sorted(subjects))
	if err != nil {
		return nil, false, err
	}
	ofApps, err := s.Apps.Some(ctx, sorted(ids))
	views = make([]EvidentException, len(found))
	for i, x := range found {
		views[i] = EvidentException{
			ID: x.ID, Rule: string(x.Rule), App: x.AppID, AppName: ofApps[x.AppID].Name, State: string(x.StateAt(now)), Reason: x.Reason,
			RequestedBy: x.RequestedBy, RequestedByName: name(x.RequestedBy), RequestedAt: x.RequestedAt, DecidedBy: x.DecidedBy, DecidedByName: name(x.DecidedBy),
			DecidedAt: x.DecidedAt, DecisionReason: x.DecisionReason, EndsAt: x.EndsAt, Clauses: clausesOf(profiles, string(x.Rule)),
		}
	}
	return views, cut, err
}

var evidenceHeader = []string{
	"record", "at", "rule", "level", "id", "says", "tokens", "breaking", "token", "name", "app", "app_name", "owner", "stopped", "clauses",
	"state", "until", "asked_by", "decided_by", "decided_at", "reason", "decision_reason",
}

func (e ComplianceEvidence) csv() ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := append([][]string{evidenceHeader}, e.profileRows()...)
	for _, d := range e.Days {
		rows = append(rows, []string{"day", d.At.Format(time.RFC3339), d.Rule, d.Level, d.ID, d.Says, strconv.FormatInt(d.Tokens, 10), strconv.FormatInt(d.Breaking, 10), "", "", "", "", "", "", strings.Join(d.Clauses, "; ")})
	}
	for _, x := range e.Breaches {
		rows = append(rows, []string{"token", x.Since.Format(time.RFC3339), x.Rule, x.Level, x.ID, "", "", "", x.Token, x.Name, x.App, x.AppName, x.Owner, strconv.FormatBool(x.Stopped), strings.Join(x.Clauses, "; ")})
	}
	for _, x := range e.Exceptions {
		rows = append(rows, x.row())
	}
	for _, row := range rows {
		row = append(row, make([]string, len(evidenceHeader)-len(row))...)
		for i := range row {
			row[i] = web.InertCell(row[i])
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

func (x EvidentException) row() []string {
	decided := ""
	if x.DecidedAt != nil {
		decided = x.DecidedAt.Format(time.RFC3339)
	}
	return []string{
		"exception", x.RequestedAt.Format(time.RFC3339), x.Rule, policy.App, x.ID, "", "", "", "", "", x.App, x.AppName, "", "", strings.Join(x.Clauses, "; "),
		x.State, x.EndsAt.Format(time.RFC3339), x.RequestedByName, x.DecidedByName, decided, x.Reason, x.DecisionReason,
	}
}
