package apps

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// listApps answers the caller's apps.
//
//	@Summary		List apps
//	@Description	Your apps and those of your teams, newest first. With all=true and a role that sees every app: everybody's.
//	@Tags			apps
//	@ID				listApps
//	@Produce		json
//	@Param			q		query		string	false	"part of the name"
//	@Param			owner	query		string	false	"only the apps of this team or person (id)"
//	@Param			all		query		string	false	"true for everybody's apps"
//	@Param			cursor	query		string	false	"the next of the page before"
//	@Param			limit	query		integer	false	"1 to 200, 50 when missing"
//	@Success		200		{object}	appPage
//	@Failure		default	{object}	web.Problem
//	@Router			/apps [get]
func (s *Service) listApps(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	f := Filter{Name: c.Query("q"), Everyone: c.Query("all") == "true"}
	if owner := c.Query("owner"); owner != "" {
		f.Owner = rbac.OwnerID(owner)
	}
	found, err := s.List(c.UserContext(), f, r)
	if err != nil {
		return err
	}
	views, err := s.present(c.UserContext(), found.Items...)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, appPage{Items: views, Next: found.Next})
}

// createApp registers an app.
//
//	@Summary		Register an app
//	@Description	The app comes with its first sandbox token when policy gives one; its secret is shown in this answer and never again.
//	@Tags			apps
//	@ID				createApp
//	@Accept			json
//	@Produce		json
//	@Param			body			body		appRequest	true	"the app"
//	@Param			Idempotency-Key	header		string		false	"makes a repeated request harmless for 24 hours"
//	@Success		201				{object}	appCreated{token=tokens.View}
//	@Failure		default			{object}	web.Problem
//	@Router			/apps [post]
func (s *Service) createApp(c *fiber.Ctx) error {
	body, err := web.Decode[appRequest](c)
	if err != nil {
		return err
	}
	made, err := s.Register(c.UserContext(), Draft{
		Team: body.Team, Name: body.Name, Purpose: body.Purpose, RedirectOrigins: body.RedirectOrigins, Contacts: body.Contacts,
	})
	if err != nil {
		return err
	}
	views, err := s.present(c.UserContext(), made.App)
	if err != nil {
		return err
	}
	web.ETag(c, made.App.Version)
	return web.JSON(c, fiber.StatusCreated, appCreated{App: views[0], Token: made.Token, Secret: made.Secret})
}

// getApp answers one app.
//
//	@Summary	Read an app
//	@Tags		apps
//	@ID			getApp
//	@Produce	json
//	@Param		app		path		string	true	"the app's id"
//	@Success	200		{object}	appView
//	@Failure	default	{object}	web.Problem
//	@Router		/apps/{app} [get]
func (s *Service) getApp(c *fiber.Ctx) error {
	app, err := s.Find(c.UserContext(), c.Params("app"))
	if err != nil {
		return err
	}
	return s.answer(c, app)
}

// updateApp changes an app.
//
//	@Summary	Change an app
//	@Tags		apps
//	@ID			updateApp
//	@Accept		json
//	@Produce	json
//	@Param		app			path		string		true	"the app's id"
//	@Param		If-Match	header		string		false	"the ETag that you read, or *"
//	@Param		body		body		appPatch	true	"what changes"
//	@Success	200			{object}	appView
//	@Failure	default		{object}	web.Problem
//	@Router		/apps/{app} [patch]
func (s *Service) updateApp(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	body, err := web.Decode[appPatch](c)
	if err != nil {
		return err
	}
	app, err := s.Change(c.UserContext(), c.Params("app"), expected, overwrite, Patch(body))
	if err != nil {
		return err
	}
	return s.answer(c, app)
}

// deleteApp removes an app.
//
//	@Summary		Delete an app
//	@Description	Its tokens stop working before this answers.
//	@Tags			apps
//	@ID				deleteApp
//	@Param			app	path	string	true	"the app's id"
//	@Success		204
//	@Failure		default	{object}	web.Problem
//	@Router			/apps/{app} [delete]
func (s *Service) deleteApp(c *fiber.Ctx) error {
	if err := s.Remove(c.UserContext(), c.Params("app")); err != nil {
		return err
	}
	return web.NoContent(c)
}

// transferApp gives an app to another owner.
//
//	@Summary		Transfer an app
//	@Description	To a team of yours in which you are owner or developer, or, with an empty team, to yourself. Out of a team only its owners move an app. Tokens, grants and ids stay.
//	@Tags			apps
//	@ID				transferApp
//	@Accept			json
//	@Produce		json
//	@Param			app		path		string			true	"the app's id"
//	@Param			body	body		transferRequest	true	"to whom"
//	@Success		200		{object}	appView
//	@Failure		default	{object}	web.Problem
//	@Router			/apps/{app}/transfer [post]
func (s *Service) transferApp(c *fiber.Ctx) error {
	body, err := web.Decode[transferRequest](c)
	if err != nil {
		return err
	}
	app, err := s.Transfer(c.UserContext(), c.Params("app"), body.Team)
	if err != nil {
		return err
	}
	return s.answer(c, app)
}

// suspendApp stops an app.
//
//	@Summary		Suspend an app
//	@Description	Every token of the app is refused until it is resumed. The owner reads the reason.
//	@Tags			apps
//	@ID				suspendApp
//	@Accept			json
//	@Produce		json
//	@Param			app		path		string		true	"the app's id"
//	@Param			body	body		reasonBody	true	"why"
//	@Success		200		{object}	appView
//	@Failure		default	{object}	web.Problem
//	@Router			/apps/{app}/suspend [post]
func (s *Service) suspendApp(c *fiber.Ctx) error {
	body, err := web.Decode[reasonBody](c)
	if err != nil {
		return err
	}
	app, err := s.Suspend(c.UserContext(), c.Params("app"), body.Reason)
	if err != nil {
		return err
	}
	return s.answer(c, app)
}

// resumeApp lets an app work again.
//
//	@Summary	Resume an app
//	@Tags		apps
//	@ID			resumeApp
//	@Accept		json
//	@Produce	json
//	@Param		app		path		string		true	"the app's id"
//	@Param		body	body		reasonBody	true	"why"
//	@Success	200		{object}	appView
//	@Failure	default	{object}	web.Problem
//	@Router		/apps/{app}/resume [post]
func (s *Service) resumeApp(c *fiber.Ctx) error {
	body, err := web.Decode[reasonBody](c)
	if err != nil {
		return err
	}
	app, err := s.Resume(c.UserContext(), c.Params("app"), body.Reason)
	if err != nil {
		return err
	}
	return s.answer(c, app)
}
