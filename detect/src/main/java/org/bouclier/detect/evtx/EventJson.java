package org.bouclier.detect.evtx;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * Writes an {@link EventTree} as one line of JSON, in the shape that SigmaHQ's recorded events have
 * and that tools for Windows logs share:
 *
 * <pre>{@code
 * <Event xmlns="...">                      {"Event":{"#attributes":{"xmlns":"..."},
 *   <System>                                 "System":{
 *     <Provider Name="Sysmon"/>                "Provider":{"#attributes":{"Name":"Sysmon"}},
 *     <EventID Qualifiers="0">1</EventID>      "EventID":{"#attributes":{"Qualifiers":0},"#text":1},
 *     <Correlation/>                           "Correlation":null},
 *   <EventData>                              "EventData":{
 *     <Data Name="User">root</Data>            "User":"root",
 *     <Data Name="Empty"/>                     "Empty":"",
 *     <Data>a</Data><Data>b</Data>             "Data":{"#text":["a","b"]}}}}
 * }</pre>
 *
 * <p>Elements of the same name in one parent become an array under it, at the place of the first,
 * as an array value does: where others write {@code Header}, {@code Header_1}, {@code Header_2}, a
 * rule on {@code Header} sees them all.
 */
final class EventJson {

  private static final byte[] ATTRIBUTES = "\"#attributes\":".getBytes(US_ASCII);
  private static final byte[] TEXT = "\"#text\":".getBytes(US_ASCII);

  private final NameTable names;
  private final EventTree tree;
  private final ValueText values;
  private final FaultCounter faults;
  private final JsonBytes fieldName = new JsonBytes();

  // For each element its name in JSON, and the next of that name in the same parent.
  private final int[] key = new int[EventTree.MAX_NODES];
  private final int[] same = new int[EventTree.MAX_NODES];
  private final boolean[] follower = new boolean[EventTree.MAX_NODES];

  // For each name the last element that has it, if it was seen in this parent.
  private int[] lastOfName = new int[256];
  private int[] seenIn = new int[256];
  private int parents;

  private byte[] chunk = new byte[0];

  EventJson(NameTable names, EventTree tree, ValueText values, FaultCounter faults) {
    this.names = names;
    this.tree = tree;
    this.values = values;
    this.faults = faults;
  }

  /** Says which chunk the next events are in. */
  void startChunk(byte[] bytes) {
    chunk = bytes;
  }

  /** Writes the event; what does not fit into {@code out} is left out, and counted. */
  void write(JsonBytes out) {
    out.add('{');
    members(out, EventTree.DOCUMENT, true);
    out.add('}');
  }

  /** The elements inside a node, as members of an object. */
  private void members(JsonBytes out, int parent, boolean first) {
    link(parent);
    boolean comma = !first;
    for (int node = tree.firstElement(parent); node != EventTree.NONE; node = tree.next(node)) {
      if (follower[node]) {
        continue;
      }
      if (out.isFull()) {
        faults.add(EvtxFaultKind.TOO_LARGE);
        return;
      }
      if (comma) {
        out.add(',');
      }
      comma = true;
      out.add(names.json(key[node]));
      out.add(':');
      boolean positional = key[node] == NameTable.DATA && isPlain(node) && !hasFieldName(node);
      if (positional) {
        out.add('{');
        out.add(TEXT);
      }
      group(out, node);
      if (positional) {
        out.add('}');
      }
    }
  }

  /** Finds the names of a parent's elements, and chains those of the same name. */
  private void link(int parent) {
    parents++;
    for (int node = tree.firstElement(parent); node != EventTree.NONE; node = tree.next(node)) {
      int id = keyOf(node);
      reserveNames();
      key[node] = id;
      same[node] = EventTree.NONE;
      follower[node] = seenIn[id] == parents;
      if (follower[node]) {
        same[lastOfName[id]] = node;
      }
      seenIn[id] = parents;
      lastOfName[id] = node;
    }
  }

  private void reserveNames() {
    if (names.count() > lastOfName.length) {
      lastOfName = Arrays.copyOf(lastOfName, 2 * names.count());
      seenIn = Arrays.copyOf(seenIn, 2 * names.count());
    }
  }

  /** An element's own name, but for fields the one that they are given. */
  private int keyOf(int node) {
    if (tree.name(node) != NameTable.DATA) {
      return tree.name(node);
    }
    int text = fieldName(node);
    if (text == EventTree.NONE) {
      return NameTable.DATA;
    }
    int id;
    if (tree.next(text) == EventTree.NONE && tree.type(text) == ValueType.STRING) {
      id = names.literal(chunk, tree.at(text), tree.size(text));
    } else {
      fieldName.clear(NameTable.MAX_JSON_BYTES);
      pieces(fieldName, text);
      id = names.of(fieldName);
    }
    if (id == NameTable.UNREADABLE) {
      faults.add(EvtxFaultKind.NAME);
    }
    return id;
  }

  /** The text of the attribute {@code Name} of {@code Data}, or none. */
  private int fieldName(int node) {
    int attribute = tree.firstAttribute(node);
    while (attribute != EventTree.NONE && tree.name(attribute) != NameTable.NAME) {
      attribute = tree.next(attribute);
    }
    return attribute == EventTree.NONE ? EventTree.NONE : tree.firstText(attribute);
  }

  private boolean hasFieldName(int node) {
    return fieldName(node) != EventTree.NONE;
  }

  /** An element and those of the same name that follow it. */
  private void group(JsonBytes out, int head) {
    boolean list = same[head] != EventTree.NONE || isList(head);
    if (list) {
      out.add('[');
    }
    boolean comma = false;
    for (int node = head; node != EventTree.NONE; node = same[node]) {
      if (comma) {
        if (out.isFull()) {
          faults.add(EvtxFaultKind.TOO_LARGE);
          break;
        }
        out.add(',');
      }
      comma = true;
      element(out, node);
    }
    if (list) {
      out.add(']');
    }
  }

  /** Whether an element is one array value of several elements, which would make it several. */
  private boolean isList(int node) {
    return isPlain(node) && isList(tree.firstText(node), 2);
  }

  private boolean isList(int text, int atLeast) {
    return text != EventTree.NONE
        && tree.next(text) == EventTree.NONE
        && ValueType.isArray(tree.type(text))
        && values.countItems(tree.type(text), tree.at(text), tree.size(text)) >= atLeast;
  }

  /** Whether an element has text only. The name of a field is its key, not an attribute. */
  private boolean isPlain(int node) {
    return tree.firstElement(node) == EventTree.NONE && !hasAttributes(node);
  }

  private boolean hasAttributes(int node) {
    for (int i = tree.firstAttribute(node); i != EventTree.NONE; i = tree.next(i)) {
      if (isShown(node, i)) {
        return true;
      }
    }
    return false;
  }

  private boolean isShown(int node, int attribute) {
    return tree.firstText(attribute) != EventTree.NONE
        && !(tree.name(node) == NameTable.DATA && tree.name(attribute) == NameTable.NAME);
  }

  /** One element's value; of an array value its elements, with commas. */
  private void element(JsonBytes out, int node) {
    if (isPlain(node)) {
      int text = tree.firstText(node);
      if (text == EventTree.NONE) {
        out.addAscii(tree.name(node) == NameTable.DATA ? "\"\"" : "null");
      } else if (isList(text, 1)) {
        values.writeItems(out, tree.type(text), tree.at(text), tree.size(text));
      } else {
        text(out, text);
      }
      return;
    }
    out.add('{');
    boolean first = true;
    if (hasAttributes(node)) {
      attributes(out, node);
      first = false;
    }
    int text = tree.firstText(node);
    if (text != EventTree.NONE) {
      if (!first) {
        out.add(',');
      }
      first = false;
      out.add(TEXT);
      list(out, text);
    }
    members(out, node, first);
    out.add('}');
  }

  private void attributes(JsonBytes out, int node) {
    out.add(ATTRIBUTES);
    out.add('{');
    reserveNames();
    parents++;
    boolean comma = false;
    for (int i = tree.firstAttribute(node); i != EventTree.NONE; i = tree.next(i)) {
      if (!isShown(node, i)) {
        continue;
      }
      int id = tree.name(i);
      if (seenIn[id] == parents) {
        faults.add(EvtxFaultKind.STRUCTURE); // an XML element has each attribute once
        continue;
      }
      if (out.isFull()) {
        faults.add(EvtxFaultKind.TOO_LARGE);
        break;
      }
      seenIn[id] = parents;
      if (comma) {
        out.add(',');
      }
      comma = true;
      out.add(names.json(id));
      out.add(':');
      list(out, tree.firstText(i));
    }
    out.add('}');
  }

  /** A text, or several in brackets if it is one array of several elements. */
  private void list(JsonBytes out, int text) {
    if (isList(text, 2)) {
      out.add('[');
      values.writeItems(out, tree.type(text), tree.at(text), tree.size(text));
      out.add(']');
    } else if (isList(text, 1)) {
      values.writeItems(out, tree.type(text), tree.at(text), tree.size(text));
    } else {
      text(out, text);
    }
  }

  /** A text of one piece keeps its type; several pieces make a string. */
  private void text(JsonBytes out, int text) {
    if (tree.next(text) == EventTree.NONE) {
      values.writeScalar(out, tree.type(text), tree.at(text), tree.size(text));
    } else {
      out.add('"');
      pieces(out, text);
      out.add('"');
    }
  }

  private void pieces(JsonBytes out, int text) {
    for (int i = text; i != EventTree.NONE; i = tree.next(i)) {
      if (out.isFull()) {
        faults.add(EvtxFaultKind.TOO_LARGE);
        return;
      }
      values.writeText(out, tree.type(i), tree.at(i), tree.size(i));
    }
  }
}
