package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Makes picture files. */
final class Pictures {
  private Pictures() {}

  /** An even picture. */
  static BufferedImage even(int width, int height, int rgb) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, rgb);
    }
    return image;
  }

  /** A grey picture of samples of 8 bits. */
  static BufferedImage grey(int width, int... samples) {
    BufferedImage image =
        new BufferedImage(width, samples.length / width, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setPixels(0, 0, width, samples.length / width, samples);
    return image;
  }

  static byte[] bytes(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      assertThat(ImageIO.write(image, format, out)).as(format).isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Writes a picture in the format that the file's name ends with. */
  static Path write(Path file, BufferedImage image) {
    String name = String.valueOf(file.getFileName());
    return IdxBytes.write(file, bytes(image, name.substring(name.lastIndexOf('.') + 1)));
  }

  /** An animation of these pictures. */
  static byte[] animation(BufferedImage... frames) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.prepareWriteSequence(null);
      for (BufferedImage frame : frames) {
        ImageTypeSpecifier type = ImageTypeSpecifier.createFromRenderedImage(frame);
        writer.writeToSequence(
            new IIOImage(frame, null, writer.getDefaultImageMetadata(type, null)), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** A TIFF structure that says nothing but how a picture is turned. */
  static byte[] exif(int orientation, ByteOrder order) {
    ByteBuffer tiff = ByteBuffer.allocate(8 + 2 + 2 * 12 + 4).order(order);
    tiff.put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes(StandardCharsets.US_ASCII));
    tiff.putShort((short) 42).putInt(8).putShort((short) 2);
    tiff.putShort((short) 0x010F).putShort((short) 2).putInt(2).putInt(0);
    tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1);
    tiff.putShort((short) orientation).putShort((short) 0).putInt(0);
    return tiff.array();
  }

  /** A JPEG file with a note of the camera in it. */
  static byte[] turnedJpeg(byte[] jpeg, byte[] exif) {
    ByteBuffer file = ByteBuffer.allocate(jpeg.length + 10 + exif.length);
    file.put(jpeg, 0, 2).putShort((short) 0xFFE1).putShort((short) (8 + exif.length));
    file.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(exif);
    return file.put(jpeg, 2, jpeg.length - 2).array();
  }

  /** A PNG file with a note of the camera in it, behind its header. */
  static byte[] turnedPng(byte[] png, byte[] exif) {
    int header = 8 + 25;
    byte[] chunk =
        ByteBuffer.allocate(4 + exif.length)
            .put("eXIf".getBytes(StandardCharsets.US_ASCII))
            .put(exif)
            .array();
    CRC32 sum = new CRC32();
    sum.update(chunk);
    return ByteBuffer.allocate(png.length + 8 + chunk.length)
        .put(png, 0, header)
        .putInt(exif.length)
        .put(chunk)
        .putInt((int) sum.getValue())
        .put(png, header, png.length - header)
        .array();
  }
}
