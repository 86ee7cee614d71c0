package guides

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"
)

// halves answers a picture whose left half is red and whose right half is blue.
func halves(width, height int) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		for y := range height {
			c := color.NRGBA{R: 255, A: 255}
			if x >= width/2 {
				c = color.NRGBA{B: 255, A: 255}
			}
			m.Set(x, y, c)
		}
	}
	return m
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, m))
	return out.Bytes()
}

// jpegOf answers a JPEG whose camera was held as orientation says and that knows a secret place.
func jpegOf(t testing.TB, m image.Image, order binary.AppendByteOrder, mark string, orientation uint16) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, jpeg.Encode(&out, m, nil))
	tiff := append([]byte(mark), order.AppendUint16(nil, 42)...)
	tiff = order.AppendUint16(order.AppendUint32(tiff, 8), 1)
	tiff = order.AppendUint32(order.AppendUint16(order.AppendUint16(tiff, 0x0112), 3), 1)
	tiff = append(order.AppendUint16(tiff, orientation), "\x00\x00SECRET PLACE"...)
	exif := append([]byte("Exif\x00\x00"), tiff...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(exif)+2))
	return append(append(head, exif...), out.Bytes()[2:]...)
}

func TestOnlyThePixelsOfAPictureAreKept(t *testing.T) {
	plain := pngOf(t, halves(8, 4))
	clean, err := remake(plain)
	require.NoError(t, err)
	require.Equal(t, "image/png", clean.Type)
	require.Regexp(t, imageName, clean.Name)
	tail := append(bytes.Clone(plain), "<script>alert(1)</script>PK\x03\x04"...)
	again, err := remake(tail)
	require.NoError(t, err)
	require.Equal(t, clean, again, "what stands behind the picture makes no difference")
	for _, order := range []struct {
		mark  string
		order binary.AppendByteOrder
	}{{"MM", binary.BigEndian}, {"II", binary.LittleEndian}} {
		made, err := remake(jpegOf(t, halves(64, 32), order.order, order.mark, 1))
		require.NoError(t, err)
		require.Equal(t, "image/jpeg", made.Type)
		require.NotContains(t, string(made.Data), "SECRET")
		require.NotContains(t, string(made.Data), "Exif")
	}
}

func TestAPhotoIsTurnedAsItsCameraWasHeld(t *testing.T) {
	// Where the red half is after the picture was turned.
	for orientation, red := range map[uint16]image.Point{
		1: {2, 16}, 2: {60, 16}, 3: {60, 16}, 4: {2, 16}, 5: {16, 2}, 6: {16, 2}, 7: {16, 60}, 8: {16, 60}, 9: {2, 16},
	} {
		made, err := remake(jpegOf(t, halves(64, 32), binary.LittleEndian, "II", orientation))
		require.NoError(t, err)
		pixels, err := jpeg.Decode(bytes.NewReader(made.Data))
		require.NoError(t, err)
		require.Equal(t, pixels.Bounds().Size(), image.Pt(made.Width, made.Height))
		r, _, b, _ := pixels.At(red.X, red.Y).RGBA()
		require.Greater(t, r, b, "orientation %d", orientation)
		require.Equal(t, orientation >= 5 && orientation <= 8, made.Width < made.Height)
	}
}

func TestWebPBecomesAKindThatEverythingShows(t *testing.T) {
	// One white pixel, lossy and lossless.
	for text, kind := range map[string]string{
		"UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA": "image/jpeg",
		"UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==":         "image/png",
	} {
		data, err := base64.StdEncoding.DecodeString(text)
		require.NoError(t, err)
		made, err := remake(data)
		require.NoError(t, err)
		require.Equal(t, kind, made.Type)
	}
}

// claiming answers a PNG whose header claims a size that its few bytes can't hold.
func claiming(t *testing.T, width, height uint32) []byte {
	t.Helper()
	data := pngOf(t, halves(2, 2))
	binary.BigEndian.PutUint32(data[16:], width)
	binary.BigEndian.PutUint32(data[20:], height)
	binary.BigEndian.PutUint32(data[29:], crc32.ChecksumIEEE(data[12:29]))
	return data
}

func TestWhatIsNoPictureIsRefused(t *testing.T) {
	var moving bytes.Buffer
	require.NoError(t, gif.Encode(&moving, halves(2, 2), nil))
	whole := pngOf(t, halves(64, 64))
	for name, one := range map[string]struct {
		data []byte
		want error
	}{
		"nothing":            {nil, ErrImageType},
		"SVG":                {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), ErrImageType},
		"GIF":                {moving.Bytes(), ErrImageType},
		"HTML before a PNG":  {append([]byte("<html>"), whole...), ErrImageType},
		"a zip":              {[]byte("PK\x03\x04"), ErrImageType},
		"half a PNG":         {whole[:len(whole)/2], ErrImageBroken},
		"a JPEG's beginning": {[]byte("\xff\xd8\xff\xe0<script>"), ErrImageBroken},
		"a WebP's beginning": {[]byte("RIFF\x10\x00\x00\x00WEBPVP8 "), ErrImageBroken},
		"too many pixels":    {claiming(t, 9_000, 9_000), ErrImageSize},
		"too long a side":    {claiming(t, 10_001, 1), ErrImageSize},
		"too many bytes":     {append(bytes.Clone(whole), make([]byte, imageBytesMax)...), ErrImageSize},
	} {
		_, err := remake(one.data)
		require.ErrorIs(t, err, one.want, name)
	}
}

func FuzzAPictureIsMadeAnewOrRefused(f *testing.F) {
	f.Add(pngOf(f, halves(3, 2)))
	f.Add(jpegOf(f, halves(16, 8), binary.BigEndian, "MM", 6))
	f.Add([]byte("RIFF\x22\x00\x00\x00WEBPVP8 \x16\x00\x00\x000\x01\x00\x9d\x01*\x01\x00\x01\x00\x0e\xc0\xfe%\xa4\x00\x03p\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		made, err := remake(data)
		if err != nil {
			return
		}
		again, err := remake(made.Data)
		require.NoError(t, err, "what was made can be read")
		require.Equal(t, [2]int{made.Width, made.Height}, [2]int{again.Width, again.Height})
	})
}
