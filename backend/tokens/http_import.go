package tokens

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// importBodyMax bounds an import in bytes; a thousand keys with many scopes have room.
const importBodyMax = 4 << 20

// ImportRequest is an import: CSV with a heading, or a JSON list.
type ImportRequest struct {
	Text string `json:"text" validate:"required,max=4000000"`
	// DryRun only says what is wrong.
	DryRun bool `json:"dryRun"`
} //@name TokenImportRequest

// ImportView says what came of an import. Nothing was stored when it was a dry run; a real one with findings is refused.
type ImportView struct {
	Keys     int             `json:"keys" example:"240"`
	Apps     int             `json:"apps" example:"12"`
	Imported int             `json:"imported" example:"240"`
	Forms    []ImportShape   `json:"forms"`
	Findings []ImportFinding `json:"findings"`
	// More says that there are more findings than are listed.
	More bool `json:"more"`
} //@name TokenImport

// ImportShape is one form of keys. bits is how much chance it leaves to a key at most.
type ImportShape struct {
	Prefix   string `json:"prefix" example:"acme_live_"`
	Alphabet string `json:"alphabet" example:"base62"`
	Length   int    `json:"length" example:"43"`
	Keys     int    `json:"keys" example:"240"`
	Bits     int    `json:"bits" example:"196"`
	Weak     bool   `json:"weak"`
} //@name TokenImportForm

// importTokens brings keys of another system in.
//
//	@Summary		Import keys by their SHA-256
//	@Description	Keys that another system issued go on working, without anybody seeing them: CSV with a heading, or a JSON list, with the members sha256, alphabet, length, prefix, last4, app, name, description, environment, scopes, networks, origins, not_before and expires_at. At most 1,000 at once; all are stored, or none. People need a fresh passkey assertion.
//	@Tags			tokens
//	@ID				importTokens
//	@Accept			json
//	@Produce		json
//	@Param			body	body		ImportRequest	true	"the keys"
//	@Success		200		{object}	ImportView
//	@Failure		default	{object}	web.Problem
//	@Router			/token-imports [post]
func (s *Service) importTokens(c *fiber.Ctx) error {
	body, err := web.Decode[ImportRequest](c)
	if err != nil {
		return err
	}
	done, err := s.Import(c.UserContext(), body.Text, body.DryRun)
	if err != nil {
		return err
	}
	view := ImportView{Keys: done.Keys, Apps: done.Apps, Imported: len(done.Tokens), Forms: []ImportShape{}, Findings: done.Findings, More: done.More}
	if view.Findings == nil {
		view.Findings = []ImportFinding{}
	}
	for _, f := range done.Forms {
		view.Forms = append(view.Forms, ImportShape{
			Prefix: f.Form.Prefix, Alphabet: f.Form.Alphabet, Length: f.Form.Length, Keys: f.Keys, Bits: f.Bits, Weak: f.Weak(),
		})
	}
	return web.JSON(c, fiber.StatusOK, view)
}
