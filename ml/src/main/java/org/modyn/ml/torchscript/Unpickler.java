package org.modyn.ml.torchscript;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Reads the pickles that PyTorch's TorchScript serializer writes: the opcodes of protocol 2 that it
 * uses, see {@code pickletools} of Python and {@code torch/csrc/jit/serialization/pickler.h}.
 */
final class Unpickler {
  private static final int PROTOCOL = 2;

  /** Marks the start of the items of a tuple, list or map on the stack. */
  private static final Object MARK = new Object();

  /** Represents null, which the stack cannot contain. */
  private static final Object NONE = new Object();

  private final ByteBuffer bytes;
  private final Deque<Object> stack = new ArrayDeque<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private Unpickler(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads a pickle.
   *
   * @return see {@link Pickled}
   * @throws IllegalArgumentException when it is damaged, or uses features that TorchScript does not
   */
  static Object read(byte[] bytes) {
    try {
      return new Unpickler(bytes).run();
    } catch (BufferUnderflowException | NoSuchElementException | ClassCastException e) {
      throw new IllegalArgumentException("the pickle is damaged: " + e, e);
    }
  }

  private Object run() {
    while (true) {
      int opcode = Byte.toUnsignedInt(bytes.get());
      if (opcode == '.') {
        return value(stack.pop());
      }
      if (!readValue(opcode) && !readContainer(opcode) && !readObject(opcode)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the pickle has an unknown opcode 0x%02x at %d",
                opcode,
                bytes.position() - 1));
      }
    }
  }

  private boolean readValue(int opcode) {
    switch (opcode) {
      case 'N' -> stack.push(NONE);
      case 0x88 -> stack.push(true);
      case 0x89 -> stack.push(false);
      case 'J' -> stack.push((long) bytes.getInt());
      case 'K' -> stack.push((long) Byte.toUnsignedInt(bytes.get()));
      case 'M' -> stack.push((long) Short.toUnsignedInt(bytes.getShort()));
      case 0x8a -> stack.push(readLong());
      case 'G' -> stack.push(Double.longBitsToDouble(Long.reverseBytes(bytes.getLong())));
      case 'X' -> stack.push(readText(bytes.getInt()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean readContainer(int opcode) {
    switch (opcode) {
      case '(' -> stack.push(MARK);
      case ')', ']' -> stack.push(new Pickled.Sequence(new ArrayList<>()));
      case '}' -> stack.push(new Pickled.Mapping(new LinkedHashMap<>()));
      case 't' -> stack.push(new Pickled.Sequence(popToMark()));
      case 0x85, 0x86, 0x87 -> stack.push(new Pickled.Sequence(pop(opcode - 0x84)));
      case 'a' -> appendAll(pop(1));
      case 'e' -> appendAll(popToMark());
      case 's' -> putAll(pop(2));
      case 'u' -> putAll(popToMark());
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean readObject(int opcode) {
    switch (opcode) {
      case 0x80 -> requireProtocol();
      case 'c' -> stack.push(new Pickled.Global(readLine() + "." + readLine()));
      case 'q' -> memo.put(Byte.toUnsignedInt(bytes.get()), stack.element());
      case 'r' -> memo.put(bytes.getInt(), stack.element());
      case 'h' -> remember(Byte.toUnsignedInt(bytes.get()));
      case 'j' -> remember(bytes.getInt());
      case '0' -> stack.pop();
      case 'Q' -> stack.push(new Pickled.Reference(value(stack.pop())));
      case 'R' -> {
        Pickled.Sequence arguments = (Pickled.Sequence) stack.pop();
        stack.push(new Pickled.Call((Pickled.Global) stack.pop(), arguments));
      }
      case 0x81 -> {
        stack.pop();
        stack.push(
            new Pickled.Instance(
                (Pickled.Global) stack.pop(), new Pickled.Mapping(new LinkedHashMap<>())));
      }
      case 'b' -> build();
      default -> {
        return false;
      }
    }
    return true;
  }

  private void requireProtocol() {
    int protocol = bytes.get();
    if (protocol != PROTOCOL) {
      throw new IllegalArgumentException("the pickle has protocol " + protocol);
    }
  }

  private void remember(int index) {
    Object value = memo.get(index);
    if (value == null) {
      throw new NoSuchElementException("nothing was remembered as " + index);
    }
    stack.push(value);
  }

  /** Sets the attributes of an object; a state that is not a map is stored under an empty name. */
  private void build() {
    Object state = value(stack.pop());
    Pickled.Instance instance = (Pickled.Instance) stack.element();
    if (state instanceof Pickled.Mapping(Map<Object, Object> attributes)) {
      instance.attributes().entries().putAll(attributes);
    } else {
      instance.attributes().entries().put("", state);
    }
  }

  private List<Object> pop(int count) {
    List<Object> items = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      items.add(value(stack.pop()));
    }
    Collections.reverse(items);
    return items;
  }

  private List<Object> popToMark() {
    List<Object> items = new ArrayList<>();
    for (Object item = stack.pop(); item != MARK; item = stack.pop()) {
      items.add(value(item));
    }
    Collections.reverse(items);
    return items;
  }

  private void appendAll(List<Object> items) {
    ((Pickled.Sequence) stack.element()).items().addAll(items);
  }

  private void putAll(List<Object> items) {
    Map<Object, Object> entries = ((Pickled.Mapping) stack.element()).entries();
    for (int index = 0; index + 1 < items.size(); index += 2) {
      entries.put(items.get(index), items.get(index + 1));
    }
  }

  private static Object value(Object item) {
    return item == NONE ? null : item;
  }

  private long readLong() {
    int length = Byte.toUnsignedInt(bytes.get());
    if (length > Long.BYTES) {
      throw new IllegalArgumentException("the pickle has a number of " + length + " bytes");
    }
    long value = 0;
    for (int index = 0; index < length; index++) {
      long part = index == length - 1 ? bytes.get() : Byte.toUnsignedLong(bytes.get());
      value |= part << (Byte.SIZE * index);
    }
    return value;
  }

  private String readText(int length) {
    if (length < 0 || length > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] text = new byte[length];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private String readLine() {
    int start = bytes.position();
    int end = start;
    while (bytes.get() != '\n') {
      end++;
    }
    return new String(bytes.array(), start, end - start, StandardCharsets.UTF_8);
  }
}
