package dev.conv4j.train;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A report as a tree: parsed as XML, asked by XPath. */
record ReportPage(String html, Document document) {

  static ReportPage parse(String html) {
    try {
      return new ReportPage(
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

  List<Element> elements(String path) {
    return nodes(path).stream().map(Element.class::cast).toList();
  }

  /** The text of all that is found, line ends and what surrounds them left out. */
  List<String> texts(String path) {
    return nodes(path).stream()
        .map(node -> node.getTextContent().replaceAll("\\s*\\n\\s*", "").strip())
        .toList();
  }

  /** The text of the first that is found. */
  String text(String path) {
    return texts(path).getFirst();
  }

  /** An image as it stands in the page. */
  String source(String path) {
    return "src=\"" + elements(path).getFirst().getAttribute("src") + "\"";
  }
}
