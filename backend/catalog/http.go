package catalog

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/digest"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// documentBodyMax is the largest document as a JSON string, whose escapes take more room than the text.
const documentBodyMax = digest.SourceBytesMax + digest.SourceBytesMax/2

// Routes answers the routes of the catalogue.
func (s *Service) Routes() []web.Route {
	get := func(path string, h fiber.Handler) web.Route {
		return web.Route{Method: fiber.MethodGet, Path: path, Public: true, Handler: h}
	}
	manage := func(method, path string, h fiber.Handler) web.Route {
		return web.Route{Method: method, Path: path, Permission: rbac.APIsWrite, Handler: h}
	}
	mine := func(method, path string, h fiber.Handler) web.Route {
		return web.Route{Method: method, Path: path, SignedIn: true, PersonOnly: true, Handler: h}
	}
	create, upload, search := manage(fiber.MethodPost, "/apis/:api/versions", s.createVersion), manage(fiber.MethodPost, "/apis/:api/versions/upload", s.uploadVersion), get("/search", s.search)
	create.Bucket, create.BodyLimit = web.BucketImport, documentBodyMax
	upload.Bucket, upload.BodyLimit, upload.MediaType = web.BucketImport, digest.SourceBytesMax, fiber.MIMEOctetStream
	refresh := manage(fiber.MethodPost, "/apis/:api/refresh", s.refreshNow)
	refresh.Bucket = web.BucketImport
	search.Bucket = web.BucketSearch
	certificates := manage(fiber.MethodPost, "/certificates/read", s.readCertificates)
	certificates.Unaudited = "it reads what it is given and changes nothing"
	return []web.Route{
		get("/apis", s.listAPIs),
		manage(fiber.MethodPost, "/apis", s.createAPI),
		get("/apis/:api", s.getAPI),
		manage(fiber.MethodPatch, "/apis/:api", s.updateAPI),
		manage(fiber.MethodDelete, "/apis/:api", s.deleteAPI),
		get("/apis/:api/versions", s.listVersions),
		create,
		upload,
		get("/apis/:api/versions/:version", s.getVersion),
		manage(fiber.MethodDelete, "/apis/:api/versions/:version", s.deleteVersion),
		manage(fiber.MethodPost, "/apis/:api/versions/:version/publish", s.publishVersion),
		manage(fiber.MethodPost, "/apis/:api/versions/:version/deprecate", s.deprecateVersion),
		manage(fiber.MethodPost, "/apis/:api/versions/:version/retire", s.retireVersion),
		get("/apis/:api/versions/:version/diff", s.getDiff),
		get("/apis/:api/changelog", s.getChangelog),
		get("/apis/:api/changelog.atom", s.getFeed),
		mine(fiber.MethodGet, "/apis/:api/follow", s.getFollow),
		mine(fiber.MethodPut, "/apis/:api/follow", s.followAPI),
		mine(fiber.MethodDelete, "/apis/:api/follow", s.unfollowAPI),
		mine(fiber.MethodGet, "/me/follows", s.listFollows),
		manage(fiber.MethodGet, "/apis/:api/lint", s.getLint),
		manage(fiber.MethodPut, "/apis/:api/lint", s.setLint),
		manage(fiber.MethodGet, "/apis/:api/refresh", s.getRefresh),
		manage(fiber.MethodPut, "/apis/:api/refresh", s.setRefresh),
		refresh,
		manage(fiber.MethodGet, "/apis/:api/versions/:version/source", s.getSource),
		get("/apis/:api/versions/:version/original", s.downloadSource),
		get("/apis/:api/versions/:version/index", s.getIndex),
		get("/apis/:api/versions/:version/document", s.getDocument),
		get("/apis/:api/versions/:version/operations/:operation", s.getOperation),
		get("/apis/:api/versions/:version/operations/:operation/samples", s.listSamples),
		get("/apis/:api/versions/:version/schemas/:schema", s.getSchema),
		manage(fiber.MethodGet, "/apis/:api/upstreams", s.getUpstreams),
		manage(fiber.MethodPut, "/apis/:api/upstreams", s.setUpstreams),
		manage(fiber.MethodGet, "/apis/:api/cors", s.getCORS),
		manage(fiber.MethodPut, "/apis/:api/cors", s.setCORS),
		certificates,
		manage(fiber.MethodGet, "/apis/:api/checks", s.getChecks),
		manage(fiber.MethodPut, "/apis/:api/checks", s.setChecks),
		manage(fiber.MethodGet, "/apis/:api/concurrency", s.getConcurrency),
		manage(fiber.MethodPut, "/apis/:api/concurrency", s.setConcurrency),
		get("/apis/:api/plans", s.listPlans),
		manage(fiber.MethodPost, "/apis/:api/plans", s.createPlan),
		manage(fiber.MethodPatch, "/apis/:api/plans/:plan", s.updatePlan),
		manage(fiber.MethodDelete, "/apis/:api/plans/:plan", s.deletePlan),
		get("/apis/:api/scopes", s.getScopes),
		manage(fiber.MethodPatch, "/apis/:api/scopes", s.updateScopes),
		manage(fiber.MethodGet, "/apis/:api/scopes/uses", s.getScopeUses),
		manage(fiber.MethodDelete, "/apis/:api/scopes", s.deleteScope),
		search,
	}
}

func param(c *fiber.Ctx, name string) string { return web.Param(c, name) }

// codings are how a piece may be sent, the best first, with the end of the entity tag: strong tags stand for bytes.
var codings = [...]struct{ name, tag string }{{digest.Brotli, "-b"}, {digest.Gzip, "-g"}, {"", ""}}

// sendPiece answers a stored piece: 304 when the caller has it, else as it is stored when the caller takes that, or made
// anew. With the version's hash in the query it may be kept for ever, because the address changes with the content.
func sendPiece(c *fiber.Ctx, p Piece) error {
	coding := codings[0]
	for _, coding = range codings {
		if coding.name == "" || takes(c.Get(fiber.HeaderAcceptEncoding), coding.name) && (coding.name == digest.Gzip || coding.name == digest.Coding(p.Body)) {
			break
		}
	}
	tag := `"` + p.Hash[:min(len(p.Hash), 32)] + coding.tag + `"`
	c.Set(fiber.HeaderETag, tag)
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	c.Set(fiber.HeaderCacheControl, cachePolicy(p, c.Query("hash")))
	if matches(c.Get(fiber.HeaderIfNoneMatch), tag) {
		c.Status(fiber.StatusNotModified)
		return nil
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	body, err := p.coded(coding.name)
	if err != nil {
		return err
	}
	if coding.name != "" {
		c.Set(fiber.HeaderContentEncoding, coding.name)
	}
	return c.Status(fiber.StatusOK).Send(body)
}

// takes reads Accept-Encoding: a coding that is named, or meant by *, and not refused by q=0.
func takes(header, coding string) bool {
	for part := range strings.SplitSeq(strings.ToLower(header), ",") {
		name, weight, _ := strings.Cut(part, ";")
		if name = strings.TrimSpace(name); name == coding || name == "*" {
			q, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(weight), "q="), 64)
			return err != nil || q > 0
		}
	}
	return false
}

func cachePolicy(p Piece, hash string) string {
	who := "private"
	if p.Public {
		who = "public"
	}
	if hash == "" || !strings.HasPrefix(p.Hash, hash) || len(hash) < 8 {
		return who + ", no-cache"
	}
	return who + ", max-age=31536000, immutable"
}

// matches reads If-None-Match as RFC 9110 §13.1.2 says; weak tags of proxies count, because nothing is written by them.
func matches(header, tag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "W/")
		if part == tag || part == "*" {
			return true
		}
	}
	return false
}
