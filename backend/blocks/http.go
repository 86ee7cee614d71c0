package blocks

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Routes answers the operations on blocked networks and block lists.
func (s *Service) Routes() []web.Route {
	read := func(path string, h fiber.Handler) web.Route {
		return web.Route{Method: fiber.MethodGet, Path: path, Permission: rbac.BlocksWrite, Handler: h}
	}
	write := func(method, path string, h fiber.Handler) web.Route {
		return web.Route{Method: method, Path: path, Permission: rbac.BlocksWrite, StepUp: true, Handler: h}
	}
	long := func(r web.Route) web.Route {
		r.BodyLimit = TextBytesMax
		return r
	}
	reading := long(web.Route{
		Method: fiber.MethodPost, Path: "/block-lists/read", Permission: rbac.BlocksWrite, Handler: s.readBlockListText,
		Unaudited: "it reads what it is given and changes nothing",
	})
	return []web.Route{
		read("/blocked-networks", s.listBlockedNetworks),
		write(fiber.MethodPost, "/blocked-networks", s.addBlockedNetwork),
		write(fiber.MethodDelete, "/blocked-networks/:network", s.removeBlockedNetwork),
		read("/block-lists", s.listBlockLists),
		long(write(fiber.MethodPost, "/block-lists", s.addBlockList)),
		reading,
		write(fiber.MethodPut, "/block-lists/:list", s.changeBlockList),
		read("/block-lists/:list/networks", s.getBlockListText),
		long(write(fiber.MethodPut, "/block-lists/:list/networks", s.replaceBlockListNetworks)),
		write(fiber.MethodPost, "/block-lists/:list/refresh", s.refreshBlockList),
		write(fiber.MethodDelete, "/block-lists/:list", s.removeBlockList),
		read("/blocked-address", s.askBlockedAddress),
	}
}

// listBlockedNetworks lists single networks.
//
//	@Summary		List blocked and allowed networks
//	@Description	Single networks whose calls the gate refuses, or never refuses whatever block lists say. Newest first.
//	@Tags			blocks
//	@ID				listBlockedNetworks
//	@Produce		json
//	@Param			cursor	query		string	false	"next of the page before"
//	@Param			limit	query		int		false	"How many, at most 200"	default(50)
//	@Success		200		{object}	networkPage
//	@Failure		default	{object}	web.Problem
//	@Router			/blocked-networks [get]
func (s *Service) listBlockedNetworks(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	found, err := s.Networks(c.UserContext(), r)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, viewPage(found))
}

// addBlockedNetwork blocks or allows a network.
//
//	@Summary		Block or allow a network
//	@Description	Holds for every call from the moment of the answer on, until its end. A network that refuses whoever asks, or more than a /8 of IPv4, has to be confirmed.
//	@Tags			blocks
//	@ID				addBlockedNetwork
//	@Accept			json
//	@Produce		json
//	@Param			body	body		networkRequest	true	"the network"
//	@Success		201		{object}	networkJSON
//	@Failure		default	{object}	web.Problem
//	@Router			/blocked-networks [post]
func (s *Service) addBlockedNetwork(c *fiber.Ctx) error {
	body, err := web.Decode[networkRequest](c)
	if err != nil {
		return err
	}
	n, err := s.AddNetwork(c.UserContext(), NewNetwork{Network: body.Network, Effect: body.Effect, Reason: body.Reason, EndsAt: body.EndsAt, Confirmed: body.Confirm})
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusCreated, viewNetwork(n))
}

// removeBlockedNetwork ends a single network.
//
//	@Summary	Remove a blocked or allowed network
//	@Tags		blocks
//	@ID			removeBlockedNetwork
//	@Param		network	path	string	true	"id of the network"
//	@Success	204
//	@Failure	default	{object}	web.Problem
//	@Router		/blocked-networks/{network} [delete]
func (s *Service) removeBlockedNetwork(c *fiber.Ctx) error {
	if err := s.RemoveNetwork(c.UserContext(), c.Params("network")); err != nil {
		return err
	}
	return web.NoContent(c)
}

// askBlockedAddress says whether an address is refused.
//
//	@Summary		Ask whether an address is blocked
//	@Description	Names the single networks and the lists that hold the address, also those that are switched off. Nothing is counted.
//	@Tags			blocks
//	@ID				askBlockedAddress
//	@Produce		json
//	@Param			address	query		string	true	"an IPv4 or IPv6 address"	example(198.51.100.7)
//	@Success		200		{object}	answerJSON
//	@Failure		default	{object}	web.Problem
//	@Router			/blocked-address [get]
func (s *Service) askBlockedAddress(c *fiber.Ctx) error {
	a, err := s.Ask(c.UserContext(), c.Query("address"))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, answerJSON{Address: a.Address.String(), Blocked: a.Blocked, Networks: viewNetworks(a.Networks), Lists: viewLists(a.Lists)})
}
