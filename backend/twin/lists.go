package twin

import (
	"context"
	"html/template"
	"net/url"
	"slices"
	"strconv"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/guides"
	"github.com/gatehouse-dev/gatehouse/backend/page"
)

// numberMax bounds how far a list is counted through.
const numberMax = 10_000

func (a Asked) number() int {
	if n, err := strconv.Atoi(a.Number); err == nil && n >= 1 && n <= numberMax {
		return n
	}
	return 1
}

// listView is one page of the list of APIs. Previous and Next are addresses, "" where there is none.
type listView struct {
	APIs           []catalog.API
	Number         int
	Previous, Next string
}

func numbered(at string, n int) string {
	if n == 1 {
		return at
	}
	return at + "?page=" + strconv.Itoa(n)
}

func (r Reader) list(ctx context.Context, at string, number int) (Page, error) {
	apis, more, err := r.Catalog.CountedAPIs(ctx, number, page.LimitMax)
	if err != nil {
		return Page{}, err
	}
	at = "/" + at
	v := listView{APIs: apis, Number: number}
	if number > 1 {
		v.Previous = numbered(at, number-1)
	}
	if more {
		v.Next = numbered(at, number+1)
	}
	body, err := write("list", v)
	title := "APIs"
	if at == "/" {
		title = ""
	}
	return Page{Title: title, Description: "Every API of this portal: references, plans and access.", Path: numbered(at, number), Body: body}, err
}

func (r Reader) guideList(ctx context.Context) (Page, error) {
	all, err := r.Guides.List(ctx)
	if err != nil {
		return Page{}, err
	}
	body, err := write("guides", guides.Tree(all))
	return Page{Title: "Guides", Description: "How to get from nothing to a call that works, and how to keep it working.", Path: "/guides", Body: body}, err
}

// guideView is a guide between the one before it and the one after it, nil at the ends.
type guideView struct {
	Guide          guides.Guide
	HTML           template.HTML
	Previous, Next *guides.Guide
}

func (r Reader) guide(ctx context.Context, slug string) (Page, error) {
	all, err := r.Guides.List(ctx)
	if err != nil {
		return Page{}, err
	}
	at := slices.IndexFunc(all, func(g guides.Guide) bool { return g.Slug == slug })
	if at < 0 {
		return Page{}, guides.ErrNotFound
	}
	html, err := r.Guides.HTML(all[at])
	if err != nil {
		return Page{}, err
	}
	v := guideView{Guide: all[at], HTML: template.HTML(html)} // #nosec G203 -- sanitised by the guides' policy
	if at > 0 {
		v.Previous = &all[at-1]
	}
	if at+1 < len(all) {
		v.Next = &all[at+1]
	}
	body, err := write("guide", v)
	return Page{Title: v.Guide.Title, Description: plain(v.Guide.Summary), Path: "/guides/" + url.PathEscape(slug), Body: body}, err
}
