package guides

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// Image is a picture in guides, as it was made anew from an upload. Its Name never stands for other bytes.
type Image struct {
	Name   string
	Type   string // image/png or image/jpeg
	Width  int
	Height int
	Data   []byte
}

// ImagePath is where pictures are served.
const ImagePath = "/api/v1/guide-images/"

// The faults of pictures.
var (
	// ErrNoImage says that no such picture is stored.
	ErrNoImage = fault.New(fault.NotFound, "guides.image_not_found", "There is no such picture.", "Look at the guide again; the picture may have been replaced.")
	// ErrImageType says that the bytes are no picture of a kind that guides take.
	ErrImageType = fault.New(fault.Unsupported, "guides.image_type", "This is not a PNG, JPEG or WebP picture.", "Save it as PNG, JPEG or WebP. SVG and GIF are not taken.")
	// ErrImageBroken says that a picture can't be read to its end.
	ErrImageBroken = fault.New(fault.Invalid, "guides.image_broken", "The picture can't be read to its end.", "Open it in a picture editor and save it again.")
	// ErrImageSize says that a picture has too many pixels or bytes.
	ErrImageSize = fault.New(fault.TooLarge, "guides.image_size", "The picture is too large: it may have 5 MiB, 16 million pixels and 10,000 on a side.", "Make it smaller, or cut out what matters.")
	// ErrImagesFull says that all pictures together take the room that there is for them.
	ErrImagesFull = fault.New(fault.Conflict, "guides.images_full", "All pictures of guides together have reached 512 MiB.", "Use pictures that are here already. Those that no text shows go after seven days.")
)

// Bounds of pictures.
const (
	imageBytesMax  = 5 << 20
	imagePixelsMax = 16_000_000
	imageSideMax   = 10_000
	imagesBytesMax = 512 << 20
	imagesShownMax = 200
)

var (
	imageName = regexp.MustCompile(`^[0-9a-f]{64}-([0-9]{1,5})x([0-9]{1,5})\.(png|jpg)$`)
	imageUses = regexp.MustCompile(regexp.QuoteMeta(ImagePath) + `([0-9a-f]{64}-[0-9]{1,5}x[0-9]{1,5}\.(?:png|jpg))`)
)

var imageTypes = map[string]string{"png": "image/png", "jpg": "image/jpeg"}

// nameImage answers the name of a picture by what it holds.
func nameImage(data []byte, width, height int, format string) string {
	sum := sha256.Sum256(data)
	return fmt.Sprintf("%s-%dx%d.%s", hex.EncodeToString(sum[:]), width, height, format)
}

// imagesIn answers the names of the pictures that a text shows, each once.
func imagesIn(markdown string) []string {
	var names []string
	for _, found := range imageUses.FindAllStringSubmatch(markdown, -1) {
		names = append(names, found[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}
