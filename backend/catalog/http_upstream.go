package catalog

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

type readCertificatesBody struct {
	PEM string `json:"pem" validate:"required,max=65536"`
} //@name ReadCertificates

type certificatesAnswer struct {
	Items []CertificateFacts `json:"items"`
} //@name Certificates

// readCertificates godoc
//
//	@Summary		Read certificates
//	@Description	Tells whose certificates a PEM text holds and how long they are valid. Nothing is stored. A text with a private key is refused.
//	@Tags			apis
//	@ID				readCertificates
//	@Accept			json
//	@Produce		json
//	@Param			body	body		readCertificatesBody	true	"the certificates"
//	@Success		200		{object}	certificatesAnswer
//	@Failure		default	{object}	web.Problem
//	@Router			/certificates/read [post]
func (s *Service) readCertificates(c *fiber.Ctx) error {
	body, err := web.Decode[readCertificatesBody](c)
	if err != nil {
		return err
	}
	items, err := ReadCertificates(body.PEM)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, certificatesAnswer{items})
}
