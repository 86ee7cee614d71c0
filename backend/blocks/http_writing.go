package blocks

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

type writtenJSON struct {
	List listJSON `json:"list"`
	// Text is as the operators of the list wrote it, or made of its networks where they come from elsewhere.
	Text string `json:"text" example:"198.51.100.0/24 # scrapes at night"`
	// Long says that the text is longer than 1 MiB and left out; such a list is replaced as a whole.
	Long bool `json:"long"`
} //@name BlockListText

type readNetworksBody struct {
	Text string `json:"text" example:"198.51.100.0/24"`
} //@name ReadNetworks

type readNetworksAnswer struct {
	// Networks counts intervals once they are merged, Lines what names one.
	Networks int `json:"networks" example:"14"`
	Lines    int `json:"lines" example:"16"`
	// Mistakes counts all lines that name no network, address or range; Findings are the first hundred of them.
	Mistakes int           `json:"mistakes" example:"1"`
	Findings []mistakeJSON `json:"findings"`
} //@name NetworksRead

type mistakeJSON struct {
	Line int    `json:"line" example:"7"`
	Word string `json:"word" example:"300.1.1.1"`
} //@name NetworkMistake

// getBlockListText reads the networks of a list as text.
//
//	@Summary		Read the networks of a block list
//	@Description	As a text with one network, address or range in each line, to go on writing. The ETag is that of the list.
//	@Tags			blocks
//	@ID				getBlockListText
//	@Produce		json
//	@Param			list	path		string	true	"id of the list"
//	@Success		200		{object}	writtenJSON
//	@Failure		default	{object}	web.Problem
//	@Router			/block-lists/{list}/networks [get]
func (s *Service) getBlockListText(c *fiber.Ctx) error {
	w, err := s.Written(c.UserContext(), c.Params("list"))
	if err != nil {
		return err
	}
	web.ETag(c, w.List.Version)
	return web.JSON(c, fiber.StatusOK, writtenJSON{List: viewList(w.List), Text: w.Text, Long: w.Long})
}

// readBlockListText says what a text would be.
//
//	@Summary		Read a text of networks
//	@Description	Counts the networks of a text and names the lines that hold none. Nothing is stored.
//	@Tags			blocks
//	@ID				readBlockListText
//	@Accept			json
//	@Produce		json
//	@Param			body	body		readNetworksBody	true	"the text"
//	@Success		200		{object}	readNetworksAnswer
//	@Failure		default	{object}	web.Problem
//	@Router			/block-lists/read [post]
func (s *Service) readBlockListText(c *fiber.Ctx) error {
	body, err := web.Decode[readNetworksBody](c)
	if err != nil {
		return err
	}
	r := readNetworks([]byte(body.Text))
	answer := readNetworksAnswer{Networks: r.ranges.count(), Lines: r.lines, Mistakes: r.mistakes, Findings: make([]mistakeJSON, len(r.first))}
	for i, m := range r.first {
		answer.Findings[i] = mistakeJSON(m)
	}
	return web.JSON(c, fiber.StatusOK, answer)
}
