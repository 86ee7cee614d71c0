package catalog

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// getDiff answers what changed between two versions.
//
//	@Summary		Compare two versions
//	@Description	What changed for callers, grouped by operation and by named schema, worst first. Without from it is the version that callers had before.
//	@Tags			versions
//	@ID				getDiff
//	@Produce		json
//	@Param			api		path		string	true	"id or slug"
//	@Param			version	path		string	true	"id, label or latest"
//	@Param			from	query		string	false	"id or label of the version to compare with"
//	@Success		200		{object}	differenceJSON
//	@Failure		default	{object}	web.Problem
//	@Router			/apis/{api}/versions/{version}/diff [get]
func (s *Service) getDiff(c *fiber.Ctx) error {
	d, err := s.Diff(c.UserContext(), param(c, "api"), param(c, "version"), c.Query("from"))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, showDifference(d))
}

// getChangelog answers what happened to the versions of an API.
//
//	@Summary		Read the changelog of an API
//	@Description	Versions that were published, deprecated and retired, newest first, with what each changed for callers.
//	@Tags			versions
//	@ID				getChangelog
//	@Produce		json
//	@Param			api		path		string	true	"id or slug"
//	@Success		200		{object}	eventPage
//	@Failure		default	{object}	web.Problem
//	@Router			/apis/{api}/changelog [get]
func (s *Service) getChangelog(c *fiber.Ctx) error {
	_, events, err := s.Changelog(c.UserContext(), param(c, "api"))
	if err != nil {
		return err
	}
	answer := eventPage{Items: make([]eventJSON, len(events))}
	for i, e := range events {
		answer.Items[i] = showEvent(e)
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// getFeed answers the changelog as a feed.
//
//	@Summary		Read the changelog of an API as an Atom feed
//	@Description	For feed readers (RFC 4287). The feeds of public APIs are readable without signing in.
//	@Tags			versions
//	@ID				getFeed
//	@Produce		application/atom+xml
//	@Param			api		path		string	true	"id or slug"
//	@Success		200		{string}	string
//	@Success		304		"what you have is current"
//	@Failure		default	{object}	web.Problem
//	@Router			/apis/{api}/changelog.atom [get]
func (s *Service) getFeed(c *fiber.Ctx) error {
	api, events, err := s.Changelog(c.UserContext(), param(c, "api"))
	if err != nil {
		return err
	}
	body, err := s.feed(api, events)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	c.Set(fiber.HeaderETag, tag)
	c.Set(fiber.HeaderCacheControl, cachePolicy(Piece{Public: api.Visibility == Public}, ""))
	if matches(c.Get(fiber.HeaderIfNoneMatch), tag) {
		c.Status(fiber.StatusNotModified)
		return nil
	}
	c.Set(fiber.HeaderContentType, "application/atom+xml; charset=utf-8")
	return c.Status(fiber.StatusOK).Send(body)
}

// getFollow answers whether the caller follows an API.
//
//	@Summary	See whether I follow an API
//	@Tags		apis
//	@ID			getFollow
//	@Produce	json
//	@Param		api		path		string	true	"id or slug"
//	@Success	200		{object}	followJSON
//	@Failure	default	{object}	web.Problem
//	@Router		/apis/{api}/follow [get]
func (s *Service) getFollow(c *fiber.Ctx) error {
	following, err := s.Follows(c.UserContext(), param(c, "api"))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, followJSON{Following: following})
}

// followAPI begins to tell the caller of an API's versions.
//
//	@Summary		Follow an API
//	@Description	You are told, in the portal and by mail, when a version of it is published, deprecated or retired.
//	@Tags			apis
//	@ID				followAPI
//	@Accept			json
//	@Produce		json
//	@Param			api		path		string	true	"id or slug"
//	@Param			body	body		empty	true	"nothing"
//	@Success		200		{object}	followJSON
//	@Failure		default	{object}	web.Problem
//	@Router			/apis/{api}/follow [put]
func (s *Service) followAPI(c *fiber.Ctx) error {
	if _, err := web.Decode[empty](c); err != nil {
		return err
	}
	if err := s.Follow(c.UserContext(), param(c, "api")); err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, followJSON{Following: true})
}

// unfollowAPI ends that.
//
//	@Summary	Stop following an API
//	@Tags		apis
//	@ID			unfollowAPI
//	@Param		api	path	string	true	"id or slug"
//	@Success	204
//	@Failure	default	{object}	web.Problem
//	@Router		/apis/{api}/follow [delete]
func (s *Service) unfollowAPI(c *fiber.Ctx) error {
	if err := s.Unfollow(c.UserContext(), param(c, "api")); err != nil {
		return err
	}
	return web.NoContent(c)
}

// listFollows answers what the caller follows.
//
//	@Summary	List the APIs that I follow
//	@Tags		me
//	@ID			listFollows
//	@Produce	json
//	@Success	200		{object}	followPage
//	@Failure	default	{object}	web.Problem
//	@Router		/me/follows [get]
func (s *Service) listFollows(c *fiber.Ctx) error {
	found, err := s.Followed(c.UserContext())
	if err != nil {
		return err
	}
	answer := followPage{Items: make([]followedJSON, len(found))}
	for i, a := range found {
		answer.Items[i] = followedJSON{ID: a.ID, Slug: a.Slug, Name: a.Name, CurrentVersion: a.CurrentLabel}
	}
	return web.JSON(c, fiber.StatusOK, answer)
}
