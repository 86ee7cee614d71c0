package terms

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

const exportBatch = 500

// place is where a list of acceptances goes on.
type place struct {
	at      int64
	account string
	version int64
}

// Acceptances answers who accepted, the latest first.
func (s *Service) Acceptances(ctx context.Context, r page.Request) (page.Page[Acceptance], error) {
	var before *place
	parts, err := s.Cursors.Decode(r.Cursor)
	if err != nil {
		return page.Page[Acceptance]{}, err
	}
	if len(parts) > 0 {
		if before, err = placeOf(parts); err != nil {
			return page.Page[Acceptance]{}, err
		}
	}
	found, err := s.repo.acceptances(ctx, before, r.Limit+1)
	if err != nil || len(found) <= r.Limit {
		return page.Of(found, ""), err
	}
	found = found[:r.Limit]
	last := found[r.Limit-1]
	return page.Of(found, s.Cursors.Encode(strconv.FormatInt(store.Micros(last.At), 10), last.Account, strconv.FormatInt(last.Version, 10))), nil
}

func placeOf(parts []string) (*place, error) {
	if len(parts) != 3 {
		return nil, page.ErrCursor
	}
	at, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil {
		return nil, page.ErrCursor.Because(err)
	}
	version, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil {
		return nil, page.ErrCursor.Because(err)
	}
	return &place{at: at, account: parts[1], version: version}, nil
}

// Standing answers how many people have accepted what is asked of them.
func (s *Service) Standing(ctx context.Context) (Standing, error) {
	people, err := s.People(ctx)
	if err != nil {
		return Standing{}, err
	}
	asked, _, err := s.repo.asked(ctx)
	if err != nil || asked == 0 {
		return Standing{People: people}, err
	}
	accepted, err := s.repo.countAccepted(ctx, asked)
	return Standing{Accepted: accepted, People: people}, err
}

// ExportCSV writes every acceptance, the latest first, with the hash of the text that was accepted. Cells that a spreadsheet
// would take for a formula begin with an apostrophe.
func (s *Service) ExportCSV(ctx context.Context, w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"account", "name", "version", "acceptedAt", "place", "requestId", "textSha256"}); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	for before := (*place)(nil); ; {
		found, err := s.repo.acceptances(ctx, before, exportBatch)
		if err != nil {
			return err
		}
		names, err := s.names(ctx, found)
		if err != nil {
			return err
		}
		for _, a := range found {
			row := []string{a.Account, web.InertCell(names[a.Account]), strconv.FormatInt(a.Version, 10), a.At.Format(time.RFC3339), a.Place, a.RequestID, a.SHA256}
			if err := out.Write(row); err != nil {
				return fmt.Errorf("write the export: %w", err)
			}
			before = &place{at: store.Micros(a.At), account: a.Account, version: a.Version}
		}
		if len(found) < exportBatch {
			out.Flush()
			return out.Error()
		}
	}
}

func (s *Service) names(ctx context.Context, found []Acceptance) (map[string]string, error) {
	ids := make([]string, len(found))
	for i, a := range found {
		ids[i] = a.Account
	}
	return s.Names(ctx, ids)
}
