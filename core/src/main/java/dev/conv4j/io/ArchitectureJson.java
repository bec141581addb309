package dev.conv4j.io;

import dev.conv4j.Conv4jException;
import dev.conv4j.FormatException;
import dev.conv4j.Problem;
import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.AdaptiveMaxPool2d;
import dev.conv4j.nn.AuxiliaryHead;
import dev.conv4j.nn.AvgPool2d;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Concat;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.ConvTranspose2d;
import dev.conv4j.nn.Dropout;
import dev.conv4j.nn.Dropout2d;
import dev.conv4j.nn.ELU;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.GELU;
import dev.conv4j.nn.GroupNorm;
import dev.conv4j.nn.Hardswish;
import dev.conv4j.nn.IfAbsent;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.LayerNorm;
import dev.conv4j.nn.LeakyReLU;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.PReLU;
import dev.conv4j.nn.PadChannels;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.ReLU6;
import dev.conv4j.nn.Reshape;
import dev.conv4j.nn.Residual;
import dev.conv4j.nn.Sequential;
import dev.conv4j.nn.SiLU;
import dev.conv4j.nn.Sigmoid;
import dev.conv4j.nn.Softmax;
import dev.conv4j.nn.SqueezeExcitation;
import dev.conv4j.nn.StochasticDepth;
import dev.conv4j.nn.Tanh;
import dev.conv4j.tensor.Size2d;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Architectures as JSON: each layer's {@link Layer.Config} record with its components as members
 * and the kind of layer as the member {@code layer}. Only known kinds are built, so that a file
 * cannot name a class of its own choice; kinds of yours are made known when the file is read.
 */
final class ArchitectureJson {
  private static final String KIND = "layer";

  private static final List<Class<? extends Layer.Config>> BUILT_IN =
      List.of(
          AdaptiveAvgPool2d.Config.class,
          AdaptiveMaxPool2d.Config.class,
          AuxiliaryHead.Config.class,
          AvgPool2d.Config.class,
          BatchNorm2d.Config.class,
          Concat.Config.class,
          Conv2d.Config.class,
          ConvTranspose2d.Config.class,
          Dropout.Config.class,
          Dropout2d.Config.class,
          ELU.Config.class,
          Flatten.Config.class,
          GELU.Config.class,
          GroupNorm.Config.class,
          Hardswish.Config.class,
          LayerNorm.Config.class,
          LeakyReLU.Config.class,
          Linear.Config.class,
          MaxPool2d.Config.class,
          PReLU.Config.class,
          PadChannels.Config.class,
          ReLU.Config.class,
          ReLU6.Config.class,
          Reshape.Config.class,
          Residual.Config.class,
          Sequential.Config.class,
          SiLU.Config.class,
          Sigmoid.Config.class,
          Softmax.Config.class,
          SqueezeExcitation.Config.class,
          StochasticDepth.Config.class,
          Tanh.Config.class);

  private final String place;
  private final Map<String, Class<? extends Layer.Config>> kinds = new TreeMap<>();

  /**
   * @param place where the JSON is from, for messages
   * @param more kinds of layers besides the built-in ones
   */
  ArchitectureJson(String place, List<Class<? extends Layer.Config>> more) {
    this.place = place;
    BUILT_IN.forEach(config -> kinds.put(kind(config), config));
    more.forEach(config -> kinds.put(kind(config), config));
  }

  /** The kind that a config record is of: the name of the layer around it. */
  private static String kind(Class<?> config) {
    Class<?> layer = config.getEnclosingClass();
    return (layer == null ? config : layer).getSimpleName();
  }

  /**
   * A config as JSON values.
   *
   * @throws Conv4jException if it is no record, or {@link #read} could not read a component
   */
  Map<String, @Nullable Object> write(Layer.Config config) {
    if (!(config instanceof Record source)) {
      throw new Conv4jException(
          Problem.of(
              config.getClass().getName(),
              "a layer's Config that is no record cannot be saved",
              "Make it a record of all that is needed to build the layer"));
    }
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put(KIND, kind(config.getClass()));
    writeComponents(source, members);
    return members;
  }

  private void writeComponents(Record source, Map<String, @Nullable Object> members) {
    for (RecordComponent component : source.getClass().getRecordComponents()) {
      try {
        Object value = component.getAccessor().invoke(source);
        Object json = value == null ? null : toJson(component.getGenericType(), value);
        if (json == null && !(value == null && mayBeNull(component))) {
          throw unwritable(source, component, value);
        }
        members.put(component.getName(), json);
      } catch (ReflectiveOperationException e) {
        throw new Conv4jException(
            Problem.of(
                source.getClass().getName(),
                "its components cannot be read",
                "Make the record public in a package that its module exports"),
            e);
      }
    }
  }

  private static Conv4jException unwritable(
      Record source, RecordComponent component, @Nullable Object value) {
    return new Conv4jException(
        Problem.of(
            source.getClass().getName(),
            "its component %s, of the type %s, cannot be saved as %s"
                .formatted(component.getName(), component.getGenericType().getTypeName(), value),
            "Files hold finite numbers, flags, text, enums, Size2d, configs of layers, and records"
                + " and lists of these; null only where the type is a number's class or @Nullable"));
  }

  private static boolean mayBeNull(RecordComponent component) {
    Class<?> type = component.getType();
    return Layer.Config.class.isAssignableFrom(type)
        || ScalarJson.isBox(type)
        || component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  /** A value as JSON; null if {@link #fromJson} could not make it again. */
  private @Nullable Object toJson(Type type, @Nullable Object value) {
    Type element = elements(type);
    if (element != null && value instanceof List<?> list) {
      List<@Nullable Object> json = new ArrayList<>();
      list.forEach(each -> json.add(toJson(element, each)));
      return json.contains(null) ? null : json;
    }
    if (!(type instanceof Class<?> raw)) {
      return null;
    }
    if (Layer.Config.class.isAssignableFrom(raw)) {
      return value instanceof Layer.Config config ? write(config) : null;
    }
    if (raw.isRecord() && raw != Size2d.class && value instanceof Record part) {
      Map<String, @Nullable Object> members = new LinkedHashMap<>();
      writeComponents(part, members);
      return members;
    }
    return ScalarJson.write(raw, value);
  }

  /** The type of a list's elements; null if the type is no list. */
  private static @Nullable Type elements(Type type) {
    return type instanceof ParameterizedType list && list.getRawType() == List.class
        ? list.getActualTypeArguments()[0]
        : null;
  }

  /**
   * The config that JSON values describe.
   *
   * @throws FormatException if they describe none
   */
  Layer.Config read(@Nullable Object json) {
    if (json instanceof Map<?, ?> members && members.get(KIND) instanceof String kind) {
      Class<? extends Layer.Config> config = kinds.get(kind);
      if (config == null) {
        throw new FormatException(
            place,
            "a layer among " + String.join(", ", kinds.keySet()),
            kind,
            "Name its Config record when you load the file, or use a newer conv4j");
      }
      Map<Object, @Nullable Object> rest = new LinkedHashMap<>(members);
      rest.remove(KIND);
      return (Layer.Config) readRecord(config, rest);
    }
    throw bad("a layer with its kind as \"" + KIND + "\"", json);
  }

  private Record readRecord(Class<?> type, Map<?, ?> members) {
    RecordComponent[] components = type.getRecordComponents();
    List<@Nullable Object> values = new ArrayList<>();
    int found = 0;
    for (RecordComponent component : components) {
      boolean present = members.containsKey(component.getName());
      found += present ? 1 : 0;
      Object json = present ? members.get(component.getName()) : ifAbsent(component, type, members);
      values.add(
          json == null && mayBeNull(component) ? null : fromJson(component.getGenericType(), json));
    }
    if (members.size() != found) {
      throw bad("no other members of " + kind(type), members.keySet());
    }
    return construct(type, components, values);
  }

  /** What a file from before the component means by leaving it out. */
  private @Nullable Object ifAbsent(RecordComponent component, Class<?> type, Map<?, ?> members) {
    IfAbsent meant = component.getAnnotation(IfAbsent.class);
    if (meant == null) {
      throw bad("a member \"" + component.getName() + "\" of " + kind(type), members);
    }
    return Json.parse(meant.value(), place);
  }

  private Record construct(
      Class<?> type, RecordComponent[] components, List<@Nullable Object> values) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return (Record) constructor.newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      throw new FormatException(
          new Problem(place, "sound settings of " + kind(type), reason(e), ""), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new Conv4jException(
          Problem.of(
              type.getName(),
              "it cannot be built",
              "Make the record public in a package that its module exports"),
          e);
    }
  }

  private static String reason(InvocationTargetException e) {
    Throwable cause = e.getCause();
    return cause != null && cause.getMessage() != null ? cause.getMessage() : String.valueOf(cause);
  }

  private Object fromJson(Type type, @Nullable Object json) {
    Type element = elements(type);
    if (element != null) {
      if (!(json instanceof List<?> values)) {
        throw bad("a list", json);
      }
      return values.stream().map(each -> fromJson(element, each)).toList();
    }
    if (!(type instanceof Class<?> raw)) {
      throw bad("a type that can be read", type);
    }
    Object value;
    if (Layer.Config.class.isAssignableFrom(raw)) {
      value = read(json);
    } else if (raw.isRecord() && json instanceof Map<?, ?> members) {
      value = readRecord(raw, members);
    } else {
      value = ScalarJson.read(raw, json);
    }
    if (value == null || !(raw.isPrimitive() || raw.isInstance(value))) {
      throw bad(ScalarJson.expected(raw), json);
    }
    return value;
  }

  private FormatException bad(String expected, @Nullable Object found) {
    return new FormatException(place, expected, Json.write(found), "");
  }
}
