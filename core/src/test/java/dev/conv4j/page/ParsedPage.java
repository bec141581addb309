package dev.conv4j.page;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A page as a tree: parsed as XML, asked by XPath. */
public record ParsedPage(String html, Document document) {

  /** Parses a page. */
  public static ParsedPage parse(String html) {
    try {
      return new ParsedPage(
          html,
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(html))));
    } catch (Exception e) {
      throw new AssertionError("the page is not well-formed", e);
    }
  }

  private List<Node> nodes(String path) {
    try {
      NodeList found =
          (NodeList)
              XPathFactory.newInstance()
                  .newXPath()
                  .evaluate(path, document, XPathConstants.NODESET);
      List<Node> nodes = new ArrayList<>();
      for (int i = 0; i < found.getLength(); i++) {
        nodes.add(found.item(i));
      }
      return nodes;
    } catch (XPathExpressionException e) {
      throw new IllegalArgumentException(path, e);
    }
  }

  /** All elements that are found. */
  public List<Element> elements(String path) {
    return nodes(path).stream().map(Element.class::cast).toList();
  }

  /** The text of all that is found, line ends and what surrounds them left out. */
  public List<String> texts(String path) {
    return nodes(path).stream()
        .map(node -> node.getTextContent().replaceAll("\\s*\\n\\s*", "").strip())
        .toList();
  }

  /** The text of the first that is found. */
  public String text(String path) {
    return texts(path).getFirst();
  }

  /** An image as it stands in the page. */
  public String source(String path) {
    return "src=\"" + elements(path).getFirst().getAttribute("src") + "\"";
  }

  /** The picture within an element. */
  public static BufferedImage picture(String html) throws IOException {
    String data = html.replaceFirst("(?s).*src=\"data:image/png;base64,([^\"]*)\".*", "$1");
    return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(data)));
  }
}
