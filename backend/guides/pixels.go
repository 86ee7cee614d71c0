package guides

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

const jpegQuality = 88

// codec reads one kind of picture.
type codec struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// kindOf tells by its first bytes how a picture is read; what the sender calls it means nothing.
func kindOf(data []byte) (codec, bool) {
	switch {
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return codec{png.DecodeConfig, png.Decode}, true
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		return codec{jpeg.DecodeConfig, jpeg.Decode}, true
	case len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return codec{webp.DecodeConfig, webp.Decode}, true
	}
	return codec{}, false
}

// remake reads a picture and writes it anew, so that only pixels are left: no place, no camera, nothing behind its end. A
// photo is turned as its camera meant it. It returns ErrImageType, ErrImageSize and ErrImageBroken.
func remake(data []byte) (Image, error) {
	if len(data) > imageBytesMax {
		return Image{}, ErrImageSize
	}
	kind, known := kindOf(data)
	if !known {
		return Image{}, ErrImageType
	}
	config, err := kind.config(bytes.NewReader(data))
	if err != nil {
		return Image{}, ErrImageBroken.Because(err)
	}
	// Before a pixel is read: a small file can claim to be a large picture.
	if config.Width < 1 || config.Height < 1 {
		return Image{}, ErrImageBroken
	}
	if config.Width > imageSideMax || config.Height > imageSideMax || config.Width*config.Height > imagePixelsMax {
		return Image{}, ErrImageSize
	}
	pixels, err := kind.decode(bytes.NewReader(data))
	if err != nil {
		return Image{}, ErrImageBroken.Because(err)
	}
	_, lossy := pixels.(*image.YCbCr)
	if bytes.HasPrefix(data, []byte("\xff\xd8")) {
		lossy, pixels = true, turned(pixels, orientation(data))
	}
	return written(pixels, lossy)
}

// written encodes pixels: what had lost some already as JPEG, everything else without loss.
func written(pixels image.Image, lossy bool) (Image, error) {
	var out bytes.Buffer
	format, err := "png", error(nil)
	if lossy {
		format, err = "jpg", jpeg.Encode(&out, pixels, &jpeg.Options{Quality: jpegQuality})
	} else {
		err = png.Encode(&out, pixels)
	}
	if err != nil {
		return Image{}, ErrImageBroken.Because(err)
	}
	if out.Len() > imageBytesMax {
		return Image{}, ErrImageSize
	}
	size := pixels.Bounds().Size()
	return Image{
		Name: nameImage(out.Bytes(), size.X, size.Y, format), Type: imageTypes[format], Width: size.X, Height: size.Y, Data: out.Bytes(),
	}, nil
}
