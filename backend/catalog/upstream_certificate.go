package catalog

import (
	"crypto/x509"
	"encoding/pem"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// CertificateFacts are what people compare when they choose a certificate.
type CertificateFacts struct {
	Subject   string    `json:"subject" example:"CN=tickets.internal"`
	Issuer    string    `json:"issuer" example:"CN=Harbour Root"`
	NotBefore time.Time `json:"notBefore"`
	NotAfter  time.Time `json:"notAfter"`
	Authority bool      `json:"authority"` // it may sign others
} //@name CertificateFacts

// ReadCertificates answers what stands in certificates as PEM, or fault.ErrInvalid.
func ReadCertificates(text string) ([]CertificateFacts, error) {
	if !certificatesOnly(text) {
		return nil, invalid([]fault.Field{fault.Bad("/pem", "Paste one or more certificates as PEM (BEGIN CERTIFICATE), at most 64 KiB, without a private key.")})
	}
	var all []CertificateFacts
	rest := []byte(text)
	for len(strings.TrimSpace(string(rest))) > 0 {
		var block *pem.Block
		block, rest = pem.Decode(rest)
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		all = append(all, CertificateFacts{c.Subject.String(), c.Issuer.String(), c.NotBefore.UTC(), c.NotAfter.UTC(), c.IsCA})
	}
	return all, nil
}
