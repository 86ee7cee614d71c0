package tokens_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// refuses is what the gate's decision comes to for a token that nothing else refuses.
func refuses(c tokens.RecordedCall, as tokens.As) bool {
	return as.Suspended || !c.At.Before(as.ExpiresAt)
}

func TestAPreviewReplaysCallsUnderEachRule(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		end := begin.Add(80 * day)
		made := f.create(tokens.Draft{Name: "Kiosk", ExpiresAt: &end})
		id := made.Token.ID
		f.clock.Advance(40 * day)
		overlap := 2 * day
		_, err := f.Rotate(f.ada(), id, tokens.Turn{Overlap: &overlap})
		require.NoError(t, err)
		f.clock.Advance(day)
		var calls []tokens.RecordedCall // one a day, newest first, with a gap of nine days
		for n := range 30 {
			at := f.clock.Now().Add(-time.Duration(n) * day)
			if n >= 8 && n < 16 {
				continue
			}
			calls = append(calls, tokens.RecordedCall{TokenID: id, Generation: 1, At: at})
		}
		f.OnReplay(func(_ context.Context, ids []string, since time.Time, limit int) ([]tokens.RecordedCall, int64, bool, error) {
			require.Contains(t, ids, id)
			require.Equal(t, f.clock.Now().Add(-30*day), since)
			return calls, 22, false, nil
		}, nil, refuses)
		got := func(p policy.Part) tokens.Replay {
			effects, err := f.Preview(f.as("u:acc_sec", rbac.Admin), policy.App, made.Token.AppID, p)
			require.NoError(t, err)
			require.Len(t, effects, 1)
			return effects[0].Replay
		}
		require.Equal(t, tokens.Replay{Calls: 22, Replayed: 22, Refused: 22, Of: 22}, got(policy.Part{DescriptionRequired: of(true)}), "suspended, so it is equal to counting")
		require.EqualValues(t, 8, got(policy.Part{MaxLife: of(30 * day)}).Refused, "only those after the new end")
		require.EqualValues(t, 1, got(policy.Part{MaxOverlap: of(day)}).Refused, "with the old secret, after the shorter overlap")
		require.EqualValues(t, 0, got(policy.Part{RotationWarnDays: of(1)}).Refused, "asking refuses nothing")
	})
}

func TestAReplayFollowsHowOldTheSecretAndHowLongTheSilenceWas(t *testing.T) {
	f := open(t, storetest.New(t))
	made := f.create(tokens.Draft{Name: "Kiosk"})
	id := made.Token.ID
	f.clock.Advance(40 * day)
	var calls []tokens.RecordedCall
	for _, ago := range []int{12, 13, 14, 25, 26, 27} { // newest first, a gap of eleven days
		calls = append(calls, tokens.RecordedCall{TokenID: id, Generation: 1, At: f.clock.Now().Add(-time.Duration(ago) * day)})
	}
	recorded := func(context.Context, []string, time.Time, int) ([]tokens.RecordedCall, int64, bool, error) {
		return calls, int64(len(calls)), false, nil
	}
	f.OnReplay(recorded, recorded, refuses)
	refused := func(p policy.Part) int64 {
		effects, err := f.Preview(f.as("u:acc_sec", rbac.Admin), policy.App, made.Token.AppID, p)
		require.NoError(t, err)
		require.Len(t, effects, 1)
		return effects[0].Replay.Refused
	}
	require.EqualValues(t, 3, refused(policy.Part{IdleDays: of(11)}), "those after the gap")
	require.EqualValues(t, 0, refused(policy.Part{IdleDays: of(12)}), "no gap was so long")
	require.EqualValues(t, 4, refused(policy.Part{RotationBlockDays: of(15)}), "the secret was 15 days old 25 days ago")
	require.EqualValues(t, 0, refused(policy.Part{RotationBlockDays: of(29)}))
}

func TestAReplayThatTakesTooLongIsCutAndSaysSo(t *testing.T) {
	f := open(t, storetest.New(t))
	made := f.create(tokens.Draft{Name: "Kiosk"})
	f.OnReplay(func(ctx context.Context, _ []string, _ time.Time, _ int) ([]tokens.RecordedCall, int64, bool, error) {
		<-ctx.Done()
		return nil, 0, false, ctx.Err()
	}, nil, refuses)
	effects, err := f.Preview(f.as("u:acc_sec", rbac.Admin), policy.App, made.Token.AppID, policy.Part{DescriptionRequired: of(true)})
	require.NoError(t, err)
	require.True(t, effects[0].Replay.Cut)
	require.Zero(t, effects[0].Replay.Refused)
}

func TestCallsAreDrawnEvenlyExceptWhereSilenceCounts(t *testing.T) {
	f := open(t, storetest.New(t))
	made := f.create(tokens.Draft{Name: "Kiosk"})
	f.clock.Advance(40 * day)
	from := func(agos []int, of int64, cut bool) tokens.Recorded {
		return func(context.Context, []string, time.Time, int) ([]tokens.RecordedCall, int64, bool, error) {
			calls := make([]tokens.RecordedCall, len(agos))
			for i, ago := range agos {
				calls[i] = tokens.RecordedCall{TokenID: made.Token.ID, Generation: 1, At: f.clock.Now().Add(-time.Duration(ago) * day)}
			}
			return calls, of, cut, nil
		}
	}
	f.OnReplay(from([]int{1, 20}, 8_000, false), from([]int{1, 2, 3}, 3, true), refuses)
	replay := func(p policy.Part) tokens.Replay {
		effects, err := f.Preview(f.as("u:acc_sec", rbac.Admin), policy.App, made.Token.AppID, p)
		require.NoError(t, err)
		return effects[0].Replay
	}
	require.Equal(t, tokens.Replay{Calls: 8_000, Replayed: 2, Refused: 2, Of: 8_000, Cut: true}, replay(policy.Part{DescriptionRequired: of(true)}))
	require.Equal(t, tokens.Replay{Calls: 3, Replayed: 3, Cut: true}, replay(policy.Part{IdleDays: of(10)}), "a gap between drawn calls is no silence")
}
