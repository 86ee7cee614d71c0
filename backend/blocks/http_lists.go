package blocks

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// listBlockLists lists block lists.
//
//	@Summary	List block lists
//	@Tags		blocks
//	@ID			listBlockLists
//	@Produce	json
//	@Success	200		{object}	listsJSON
//	@Failure	default	{object}	web.Problem
//	@Router		/block-lists [get]
func (s *Service) listBlockLists(c *fiber.Ctx) error {
	found, err := s.Lists(c.UserContext())
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, listsJSON{Items: viewLists(found)})
}

// addBlockList makes a block list.
//
//	@Summary		Make a block list
//	@Description	Of the networks in text, or of those that an https address gives, fetched on a schedule. A text has one network, address or range from-to in each line; comments follow # or ;. What refuses whoever asks, or more than a /8 of IPv4 at a stretch, has to be confirmed; a feed that does so is not taken.
//	@Tags			blocks
//	@ID				addBlockList
//	@Accept			json
//	@Produce		json
//	@Param			body	body		listRequest	true	"the list"
//	@Success		201		{object}	listJSON
//	@Failure		default	{object}	web.Problem
//	@Router			/block-lists [post]
func (s *Service) addBlockList(c *fiber.Ctx) error {
	body, err := web.Decode[listRequest](c)
	if err != nil {
		return err
	}
	l, err := s.AddList(c.UserContext(), NewList{
		Settings: Settings{Name: body.Name, Enabled: body.Enabled, URL: body.URL, Schedule: body.Schedule}, Text: body.Text, Confirmed: body.Confirm,
	})
	if err != nil {
		return err
	}
	web.ETag(c, l.Version)
	return web.JSON(c, fiber.StatusCreated, viewList(l))
}

// changeBlockList changes the settings of a block list.
//
//	@Summary		Change a block list
//	@Description	Replaces name, state, address and schedule. A list that is given by hand stays one, and a feed a feed.
//	@Tags			blocks
//	@ID				changeBlockList
//	@Accept			json
//	@Produce		json
//	@Param			list		path		string		true	"id of the list"
//	@Param			If-Match	header		string		true	"the ETag that you read, or *"
//	@Param			body		body		listChange	true	"the settings"
//	@Success		200			{object}	listJSON
//	@Failure		default		{object}	web.Problem
//	@Router			/block-lists/{list} [put]
func (s *Service) changeBlockList(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	body, err := web.Decode[listChange](c)
	if err != nil {
		return err
	}
	next := Settings{Name: body.Name, Enabled: body.Enabled, URL: body.URL, Schedule: body.Schedule}
	l, err := s.ChangeList(c.UserContext(), c.Params("list"), expected, overwrite, next, body.Confirm)
	if err != nil {
		return err
	}
	web.ETag(c, l.Version)
	return web.JSON(c, fiber.StatusOK, viewList(l))
}

// replaceBlockListNetworks gives a block list other networks.
//
//	@Summary		Replace the networks of a block list
//	@Description	For lists that are given by hand. The new networks hold from the moment of the answer on.
//	@Tags			blocks
//	@ID				replaceBlockListNetworks
//	@Accept			json
//	@Produce		json
//	@Param			list		path		string		true	"id of the list"
//	@Param			If-Match	header		string		true	"the ETag that you read, or *"
//	@Param			body		body		textRequest	true	"the networks"
//	@Success		200			{object}	listJSON
//	@Failure		default		{object}	web.Problem
//	@Router			/block-lists/{list}/networks [put]
func (s *Service) replaceBlockListNetworks(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	body, err := web.Decode[textRequest](c)
	if err != nil {
		return err
	}
	l, err := s.ReplaceNetworks(c.UserContext(), c.Params("list"), expected, overwrite, body.Text, body.Confirm)
	if err != nil {
		return err
	}
	web.ETag(c, l.Version)
	return web.JSON(c, fiber.StatusOK, viewList(l))
}

// refreshBlockList fetches a feed now.
//
//	@Summary		Fetch a block list now
//	@Description	Looks at the address of a feed, whatever its schedule. What it finds shows in the list.
//	@Tags			blocks
//	@ID				refreshBlockList
//	@Produce		json
//	@Param			list	path	string	true	"id of the list"
//	@Success		204
//	@Failure		default	{object}	web.Problem
//	@Router			/block-lists/{list}/refresh [post]
func (s *Service) refreshBlockList(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	if err := s.RefreshNow(c.UserContext(), c.Params("list")); err != nil {
		return err
	}
	return web.NoContent(c)
}

// removeBlockList ends a block list.
//
//	@Summary	Remove a block list
//	@Tags		blocks
//	@ID			removeBlockList
//	@Param		list	path	string	true	"id of the list"
//	@Success	204
//	@Failure	default	{object}	web.Problem
//	@Router		/block-lists/{list} [delete]
func (s *Service) removeBlockList(c *fiber.Ctx) error {
	if err := s.RemoveList(c.UserContext(), c.Params("list")); err != nil {
		return err
	}
	return web.NoContent(c)
}
