package usage

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// RotationView is how the traffic of a token moves from one secret to the next. since is how far back was looked: seven
// days, less when more than 20,000 calls came meanwhile.
type RotationView struct {
	Since       time.Time           `json:"since" format:"date-time"`
	Generations []GenerationUseView `json:"generations"`
} //@name TokenRotation

// GenerationUseView is the use of one open secret. hours are calls in each of the last 24 hours, the oldest first;
// without lastUsedAt it wasn't used since.
type GenerationUseView struct {
	Number     int64        `json:"number" example:"2"`
	Calls      int64        `json:"calls" example:"120"`
	Hours      []int64      `json:"hours"`
	LastUsedAt *time.Time   `json:"lastUsedAt,omitempty" format:"date-time"`
	Networks   []ImpactItem `json:"networks"`
	Agents     []ImpactItem `json:"agents"`
} //@name GenerationUse

// getTokenRotation answers the traffic of each open secret.
//
//	@Summary		Follow a rotation
//	@Description	For each secret of the token that works: its calls that were let through, hour by hour, from which networks and programs, and when it was last used. The newest secret comes first.
//	@Tags			tokens
//	@ID				getTokenRotation
//	@Produce		json
//	@Param			token	path		string	true	"the token's id"
//	@Success		200		{object}	RotationView
//	@Failure		default	{object}	web.Problem
//	@Router			/tokens/{token}/rotation [get]
func (s *Service) getTokenRotation(c *fiber.Ctx) error {
	r, err := s.RotationOf(c.UserContext(), c.Params("token"))
	if err != nil {
		return err
	}
	view := RotationView{Since: r.Since, Generations: make([]GenerationUseView, len(r.Generations))}
	for i, g := range r.Generations {
		view.Generations[i] = GenerationUseView{
			Number: g.Number, Calls: g.Calls, Hours: g.Hours, LastUsedAt: g.LastAt, Networks: impactItems(g.Networks), Agents: impactItems(g.Agents),
		}
	}
	return web.JSON(c, fiber.StatusOK, view)
}
