package checklist

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// ItemView is a point as it stands.
type ItemView struct {
	Point Point `json:"point" enums:"scopes,networks,expiry,rotation,asked,unused,exposed,contacts,secret" swaggertype:"string"`
	// State empty means that there is nothing to say yet.
	State State `json:"state" enums:"done,open,empty" swaggertype:"string"`
	// Tokens keep the point open; at most 20 are named.
	Tokens []TokenView `json:"tokens"`
	// Days is the number that the point's rule speaks of, 0 where it has none.
	Days int `json:"days" example:"90"`
} //@name ChecklistItem

// TokenView names a token.
type TokenView struct {
	ID   string `json:"id" example:"tok_4fT9kQ2mXw7bZr1c"`
	Name string `json:"name" example:"nightly-import"`
} //@name ChecklistToken

// ListView is the checklist of an app.
type ListView struct {
	Items []ItemView `json:"items"`
	// Place is where its people said that the secrets live; it is missing until somebody says so.
	Place  Place      `json:"place,omitempty" enums:"secret-manager,environment,ci,file,keychain,elsewhere" swaggertype:"string"`
	SaidBy string     `json:"saidBy,omitempty" example:"Ada Palmer"`
	SaidAt *time.Time `json:"saidAt,omitempty" format:"date-time"`
} //@name Checklist

// PlaceRequest says where the secrets live.
type PlaceRequest struct {
	Place Place `json:"place" validate:"required" enums:"secret-manager,environment,ci,file,keychain,elsewhere" swaggertype:"string"`
} //@name SecretPlaceRequest

const namedMax = 20

// Routes answers the operations on checklists.
func (s *Service) Routes() []web.Route {
	return []web.Route{
		{Method: fiber.MethodGet, Path: "/apps/:app/checklist", Permission: rbac.AppsRead, Handler: s.getChecklist},
		{Method: fiber.MethodPut, Path: "/apps/:app/checklist/secret-place", Permission: rbac.AppsWrite, Handler: s.setSecretPlace},
	}
}

// getChecklist answers what would make an app safer.
//
//	@Summary		Read an app's security checklist
//	@Description	Every point is decided from what is true of the app's living tokens; only where the secrets live is what its people say.
//	@Tags			apps
//	@ID				getChecklist
//	@Produce		json
//	@Param			app		path		string	true	"the app's id"
//	@Success		200		{object}	ListView
//	@Failure		default	{object}	web.Problem
//	@Router			/apps/{app}/checklist [get]
func (s *Service) getChecklist(c *fiber.Ctx) error {
	return s.answer(c, web.Param(c, "app"))
}

func (s *Service) answer(c *fiber.Ctx, app string) error {
	items, said, err := s.Of(c.UserContext(), app)
	if err != nil {
		return err
	}
	v := ListView{Items: make([]ItemView, len(items)), Place: said.Place}
	for i, item := range items {
		v.Items[i] = ItemView{Point: item.Point, State: item.State, Days: item.Days, Tokens: []TokenView{}}
		for _, t := range item.Tokens[:min(len(item.Tokens), namedMax)] {
			v.Items[i].Tokens = append(v.Items[i].Tokens, TokenView{ID: t.ID, Name: t.Name})
		}
	}
	if said.Place != "" {
		names, err := s.Names(c.UserContext(), []string{said.By})
		if err != nil {
			return err
		}
		v.SaidBy, v.SaidAt = names[said.By], &said.At
	}
	return web.JSON(c, fiber.StatusOK, v)
}

// setSecretPlace notes where the secrets of an app live.
//
//	@Summary	Say where the secrets of an app live
//	@Tags		apps
//	@ID			setSecretPlace
//	@Accept		json
//	@Produce	json
//	@Param		app		path		string			true	"the app's id"
//	@Param		body	body		PlaceRequest	true	"the place"
//	@Success	200		{object}	ListView
//	@Failure	default	{object}	web.Problem
//	@Router		/apps/{app}/checklist/secret-place [put]
func (s *Service) setSecretPlace(c *fiber.Ctx) error {
	r, err := web.Decode[PlaceRequest](c)
	if err != nil {
		return err
	}
	if err := s.Say(c.UserContext(), web.Param(c, "app"), r.Place); err != nil {
		return err
	}
	return s.answer(c, web.Param(c, "app"))
}
