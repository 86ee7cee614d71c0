package leaks

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

// found is a secret of this portal that a report shows, of whatever kind.
type found struct {
	leak        Leak // which secret it is; the rest is the report's
	works, held bool
	response    policy.LeakResponse
	// answer does what response says and tells people; where is plain text.
	answer func(ctx context.Context, where string) error
}

func (f found) outcome(response policy.LeakResponse) Outcome {
	switch {
	case !f.works:
		return Over
	case response == policy.LeakRevoke:
		return Revoked
	case response == policy.LeakQuarantine:
		return Quarantined
	}
	return Told
}

// recognise asks everybody who keeps secrets. A report names no kind: ids are random, and the evidence decides.
func (s *Service) recognise(ctx context.Context, r Report) (found, bool, error) {
	for _, ask := range []func(context.Context, Report) (found, bool, error){s.ofToken, s.ofClient, s.ofOperator} {
		if f, known, err := ask(ctx, r); err != nil || known {
			return f, known, err
		}
	}
	return found{}, false, nil
}

func (s *Service) ofToken(ctx context.Context, r Report) (found, bool, error) {
	l, known, err := s.tokens.Recognise(ctx, tokens.Evidence{ID: "tok_" + r.TokenID, Full: r.Full, Proof: r.Proof})
	if err != nil || !known {
		return found{}, false, err
	}
	rules, err := s.policy.For(ctx, l.Token.AppID, tokens.APIsOf(l.Token.Scopes))
	if err != nil {
		return found{}, false, err
	}
	return found{
		leak: Leak{
			TokenID: l.Token.ID, Kind: l.Token.Kind, Generation: l.Generation.Number, AppID: l.Token.AppID, TokenName: l.Token.Name, Hint: l.Token.Hint(s.brand),
		},
		works: l.Works, held: l.Held, response: rules.LeakResponse,
		answer: func(ctx context.Context, where string) error {
			return s.tokens.AnswerLeak(ctx, l, rules.LeakResponse, where)
		},
	}, true, nil
}

// ofClient recognises secrets of OAuth clients. A client can't be held to reading, so what policy would quarantine is ended.
func (s *Service) ofClient(ctx context.Context, r Report) (found, bool, error) {
	l, known, err := s.clients.Recognise(ctx, r.TokenID, r.Full, r.Proof)
	if err != nil || !known {
		return found{}, false, err
	}
	rules, err := s.policy.For(ctx, l.App.ID, tokens.APIsOf(l.Client.Scopes))
	if err != nil {
		return found{}, false, err
	}
	response := rules.LeakResponse
	if response == policy.LeakQuarantine {
		response = policy.LeakRevoke
	}
	f := found{
		leak: Leak{
			TokenID: l.Client.ID, Kind: secret.ClientSecret, Generation: l.Secret.Number, AppID: l.App.ID,
			TokenName: "OAuth client, " + l.Client.Environment, Hint: l.Hint,
		},
		works: l.Works, response: response,
	}
	f.answer = func(ctx context.Context, where string) error {
		ctx = reqinfo.AsSystem(ctx, "leaks")
		outcome := f.outcome(response)
		if outcome == Revoked {
			if err := s.clients.EndLeaked(ctx, l, "Its secret was found: "+where); err != nil {
				return err
			}
		}
		return s.tellOfClient(ctx, l, outcome, where)
	}
	return f, true, nil
}

// ofOperator recognises operator tokens. They belong to no app and open the portal itself, so they end whatever policy says
// of the tokens of apps.
func (s *Service) ofOperator(ctx context.Context, r Report) (found, bool, error) {
	t, known, err := s.machines.Recognise(ctx, r.TokenID, r.Full, r.Proof)
	if err != nil || !known {
		return found{}, false, err
	}
	f := found{
		leak:  Leak{TokenID: t.ID, Kind: secret.Operator, Generation: 1, TokenName: t.Name, Hint: t.Hint},
		works: t.Live(s.clock.Now()), response: policy.LeakRevoke,
	}
	f.answer = func(ctx context.Context, where string) error {
		ctx = reqinfo.AsSystem(ctx, "leaks")
		if f.works {
			if err := s.machines.Revoke(ctx, t.ID); err != nil {
				return err
			}
		}
		return s.tellOfOperator(ctx, t, f.works, where)
	}
	return f, true, nil
}
