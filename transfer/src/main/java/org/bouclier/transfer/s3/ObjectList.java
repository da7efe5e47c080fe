package org.bouclier.transfer.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * A page of {@code ListObjectsV2}. Entities and document types are not read: a list may come from a
 * hostile store.
 *
 * @param next what asks for the next page; null on the last
 */
record ObjectList(List<S3Object> objects, @Nullable String next) {

  static ObjectList parse(byte[] xml) throws IOException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      return read(factory.createXMLStreamReader(new ByteArrayInputStream(xml)));
    } catch (XMLStreamException | NumberFormatException malformed) {
      throw new IOException("a list of objects cannot be read: " + malformed.getMessage());
    }
  }

  private static ObjectList read(XMLStreamReader in) throws XMLStreamException, IOException {
    var objects = new ArrayList<S3Object>();
    String root = "";
    String key = "";
    long size = -1;
    boolean more = false;
    String next = null;
    while (in.hasNext()) {
      int event = in.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        switch (in.getLocalName()) {
          case "ListBucketResult" -> root = in.getLocalName();
          case "Contents" -> {
            key = "";
            size = -1;
          }
          case "Key" -> key = in.getElementText();
          case "Size" -> size = Long.parseLong(in.getElementText().strip());
          case "IsTruncated" -> more = in.getElementText().strip().equals("true");
          case "NextContinuationToken" -> next = in.getElementText();
          default -> {}
        }
      } else if (event == XMLStreamConstants.END_ELEMENT && in.getLocalName().equals("Contents")) {
        if (key.isEmpty() || size < 0) {
          throw new IOException("a list of objects has one without a key or a size");
        }
        objects.add(new S3Object(key, size));
      }
    }
    if (root.isEmpty() || (more && (next == null || next.isEmpty()))) {
      throw new IOException("what should be a list of objects is none, or is cut short");
    }
    return new ObjectList(objects, more ? next : null);
  }

  /** The {@code Code} of an error document; empty if there is none. */
  static String errorCode(byte[] body) {
    String text = new String(body, UTF_8);
    int from = text.indexOf("<Code>");
    int to = text.indexOf("</Code>", from);
    String code = from < 0 || to < 0 ? "" : text.substring(from + 6, to);
    return code.length() <= 64 && code.chars().allMatch(Character::isLetterOrDigit) ? code : "";
  }
}
