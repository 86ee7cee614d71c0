package guides

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
)

// orientation answers how a JPEG's camera was held, 1 to 8 as Exif numbers it; 1, upright, where nothing says so.
func orientation(jpeg []byte) int {
	for at := 2; at+4 <= len(jpeg) && jpeg[at] == 0xff; {
		marker, size := jpeg[at+1], int(binary.BigEndian.Uint16(jpeg[at+2:]))
		end := at + 2 + size
		if marker == 0xda || size < 2 || end > len(jpeg) {
			return 1
		}
		if exif, found := bytes.CutPrefix(jpeg[at+4:end], []byte("Exif\x00\x00")); found && marker == 0xe1 {
			return tagOrientation(exif)
		}
		at = end
	}
	return 1
}

// tagOrientation looks for the tag in the first directory of a TIFF header.
func tagOrientation(tiff []byte) int {
	const tag, entrySize = 0x0112, 12
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(tiff[:2]) == "II" {
		order = binary.LittleEndian
	}
	start := int64(order.Uint32(tiff[4:]))
	if start < 8 || start+2 > int64(len(tiff)) {
		return 1
	}
	directory := tiff[start:]
	count := int(order.Uint16(directory))
	for i := range count {
		entry := 2 + i*entrySize
		if entry+entrySize > len(directory) {
			return 1
		}
		if order.Uint16(directory[entry:]) == tag {
			if value := int(order.Uint16(directory[entry+8:])); value >= 1 && value <= 8 {
				return value
			}
			return 1
		}
	}
	return 1
}

// photo is a picture that is looked at turned or mirrored.
type photo struct {
	image.Image
	size image.Rectangle
	from func(x, y int) (int, int)
}

func (p *photo) Bounds() image.Rectangle { return p.size }

func (p *photo) At(x, y int) color.Color { return p.Image.At(p.from(x, y)) }

// turned answers a picture as it looks upright.
func turned(pixels image.Image, orientation int) image.Image {
	b := pixels.Bounds()
	w, h := b.Dx(), b.Dy()
	from, known := map[int]func(x, y int) (int, int){
		2: func(x, y int) (int, int) { return w - 1 - x, y },
		3: func(x, y int) (int, int) { return w - 1 - x, h - 1 - y },
		4: func(x, y int) (int, int) { return x, h - 1 - y },
		5: func(x, y int) (int, int) { return y, x },
		6: func(x, y int) (int, int) { return y, h - 1 - x },
		7: func(x, y int) (int, int) { return w - 1 - y, h - 1 - x },
		8: func(x, y int) (int, int) { return w - 1 - y, x },
	}[orientation]
	if !known {
		return pixels
	}
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	return &photo{Image: pixels, size: size, from: func(x, y int) (int, int) {
		x, y = from(x, y)
		return b.Min.X + x, b.Min.Y + y
	}}
}
