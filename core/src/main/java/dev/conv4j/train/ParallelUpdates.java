package dev.conv4j.train;

import dev.conv4j.DeviceException;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Randomness;
import dev.conv4j.data.Batch;
import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.BatchKernels;
import dev.conv4j.tensor.spi.Exchange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Updates by several devices at once, each with a copy of the model and a part of each batch. The
 * first device, on which the model is, adds up the gradients in the order of the devices, each
 * weighted by the images of its part, changes the weights, and all others get them. Whoever is
 * ready first, the sums are the same. Channels are normalised by the statistics of the part, and
 * the running statistics are those that the first device saw.
 */
final class ParallelUpdates implements Updates {
  /** Far from any seed that people choose next to another. */
  private static final long OTHER_SEED = 0x9E3779B97F4A7C15L;

  private final Model model;
  private final long seed;
  private final Descent descent;
  private final Consumer<Outcome> outcomes;
  private final GoodWeights good;
  private final List<Model> copies = new ArrayList<>();
  private final List<Replica> replicas = new ArrayList<>();
  private final Crew crew;
  private final Map<Integer, Tensor> orders = new HashMap<>();

  /** Carries what the devices give each other; empty if that goes through the host's memory. */
  private Optional<Exchange> exchange = Optional.empty();

  /** How they exchange, for people; empty if there is nothing to say. */
  private String exchangeManner = "";

  private @Nullable Turn latest;

  /**
   * @param descent of the same model; stays the caller's
   * @param others where the copies go, besides the model's own device
   */
  ParallelUpdates(
      Model model,
      TrainingOptions options,
      Descent descent,
      Consumer<Outcome> outcomes,
      List<Device> others) {
    this.model = model;
    this.seed = options.seed();
    this.descent = descent;
    this.outcomes = outcomes;
    this.good = new GoodWeights(model, descent);
    this.crew = new Crew(others.size());
    try {
      replicas.add(new Replica(model, options.loss()));
      for (Device device : others) {
        Model copy = model.copy(device);
        copies.add(copy);
        replicas.add(new Replica(copy, options.loss()));
      }
      openExchange(others);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** A short way that is there but fails leaves the long one, which nobody has to ask for. */
  private void openExchange(List<Device> others) {
    try {
      exchange = model.device().exchange(others);
      exchange.ifPresent(each -> exchangeManner = ", which exchange by " + each.description());
    } catch (DeviceException e) {
      exchangeManner = ", which exchange through the host's memory, as " + e.getMessage();
    }
  }

  @Override
  public void step(Batch batch, Turn turn) {
    latest = turn;
    int images = batch.size();
    int working = Math.min(images, replicas.size());
    copies.forEach(this::freezeAsTheOriginal);
    try {
      Batch[] parts = deal(batch, working);
      crew.together(working, i -> replicas.get(i).forward(parts[i], randomness(i, turn)));
      requireFinite(turn, working);
      good.sawFiniteLoss(turn);
      crew.together(working, i -> backward(i, images, turn));
      for (int i = 1; i < working; i++) {
        addGradients(replicas.get(i));
      }
      replicas.getFirst().pass().commit();
      if (turn.last()) {
        descent.prepare(turn.moment());
        descent.apply(null);
        handOutWeights();
      }
      outcomes.accept(outcome(images, working));
    } finally {
      replicas.forEach(Replica::end);
    }
  }

  /** Each device draws numbers of its own; the first those that it would draw alone. */
  private Randomness randomness(int number, Turn turn) {
    return new Randomness(seed + number * OTHER_SEED, turn.before());
  }

  /**
   * Copies the parts of a batch, which is on the first device, to where they belong; its own last,
   * for it lends its room to the others.
   */
  private Batch[] deal(Batch batch, int working) {
    Replica first = replicas.getFirst();
    BatchKernels kernels = first.device().kernels().batches();
    Tensor ascending = order(batch.size(), first.device());
    Batch[] parts = new Batch[working];
    for (int i = working - 1; i >= 0; i--) {
      Shard shard = Shard.of(batch.size(), replicas.size(), i);
      Batch here = first.room(batch, shard.images());
      kernels.select(batch.images(), ascending, shard.first(), here.images());
      kernels.select(batch.labels(), ascending, shard.first(), here.labels());
      if (batch.targets() != null && here.targets() != null) {
        kernels.select(batch.targets(), ascending, shard.first(), here.targets());
      }
      Batch there = replicas.get(i).room(batch, shard.images());
      if (i > 0) {
        send(here, there);
      }
      parts[i] = there;
    }
    return parts;
  }

  private void send(Batch here, Batch there) {
    carry(here.images(), List.of(there.images()));
    carry(here.labels(), List.of(there.labels()));
    if (here.targets() != null && there.targets() != null) {
      carry(here.targets(), List.of(there.targets()));
    }
  }

  /** Copies a tensor to other devices. */
  private void carry(Tensor here, List<Tensor> there) {
    if (exchange.isPresent()) {
      there.forEach(each -> exchange.get().carry(here, each));
    } else if (here.type() == ElementType.INT32) {
      int[] values = here.toIntArray();
      there.forEach(each -> each.write(values));
    } else {
      float[] values = here.toArray();
      there.forEach(each -> each.write(values));
    }
  }

  /** The numbers from 0; the last batch of an epoch may have fewer. */
  private Tensor order(int images, Device device) {
    return orders.computeIfAbsent(
        images,
        count -> {
          Tensor ascending = Tensor.allocate(device, ElementType.INT32, Shape.of(count), "order");
          ascending.write(IntStream.range(0, count).toArray());
          return ascending;
        });
  }

  private void requireFinite(Turn turn, int working) {
    for (Replica replica : replicas.subList(0, working)) {
      if (!Double.isFinite(replica.loss())) {
        throw DivergedException.ofLoss(
            turn.epoch(),
            turn.batch(),
            replica.loss(),
            PlainUpdates.firstNotFinite(replica.pass().trace()),
            good.restore());
      }
    }
  }

  /** The first device's gradients go where those of the update are added up. */
  private void backward(int number, int images, Turn turn) {
    Replica replica = replicas.get(number);
    float share = turn.share() * Shard.of(images, replicas.size(), number).images() / images;
    if (number == 0) {
      descent.collect(replica.pass(), replica.mean(), turn.withShare(share));
    } else {
      replica.backward(share);
    }
  }

  private void freezeAsTheOriginal(Model copy) {
    copy.parameters()
        .forEach((path, parameter) -> parameter.setTrainable(!original(path).isFrozen()));
  }

  private Parameter original(String path) {
    return Objects.requireNonNull(model.parameters().get(path));
  }

  private void addGradients(Replica replica) {
    replica
        .parameters()
        .forEach((path, copy) -> {
          if (replica.gradients().has(copy)) {
            Tensor gradient = replica.gradients().of(copy);
            descent.gradients().add(original(path), into -> carry(gradient, List.of(into)));
          }
        });
  }

  private void handOutWeights() {
    for (Map.Entry<String, Parameter> entry : model.parameters().entrySet()) {
      if (entry.getValue().isLearned()) {
        carry(entry.getValue().value(), copiesOf(entry.getKey()));
      }
    }
  }

  private List<Tensor> copiesOf(String path) {
    return copies.stream()
        .map(copy -> Objects.requireNonNull(copy.parameters().get(path)).value())
        .toList();
  }

  private Outcome outcome(int images, int working) {
    double sum = 0;
    int correct = 0;
    for (int i = 0; i < working; i++) {
      sum += replicas.get(i).loss() * Shard.of(images, replicas.size(), i).images();
      correct += replicas.get(i).correct();
    }
    return new Outcome(images, sum / images, correct);
  }

  @Override
  public String manner() {
    return "batches are shared out among %d devices%s".formatted(replicas.size(), exchangeManner);
  }

  @Override
  public void flush() {
    if (latest != null) {
      good.requireFinite(latest);
      latest = null;
    }
  }

  @Override
  public void close() {
    crew.close();
    exchange.ifPresent(Exchange::close);
    replicas.forEach(Replica::close);
    copies.forEach(Model::close);
    orders.values().forEach(Tensor::close);
  }
}
