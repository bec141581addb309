package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.Conv4jException;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.Sequential;
import dev.conv4j.optim.Optimizer;
import dev.conv4j.optim.ParameterGroup;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Parameters that a training leaves as they are. */
class FreezingTest {
  private final Device device = Devices.open("cpu", new DeviceOptions(1));

  @AfterEach
  void close() {
    device.close();
  }

  private Model model() {
    Sequential network =
        Sequential.builder()
            .add("conv", new Conv2d(1, 4, 3))
            .add("norm", new BatchNorm2d(4))
            .add("flatten", new Flatten())
            .add("fc", new Linear(64, 3))
            .build();
    return new Model("normed", network, Toy.IMAGE, Toy.LABELS, Normalization.none(1))
        .initialize(device, 7);
  }

  private Set<String> changedBy(String... frozen) {
    try (Model model = model();
        Trainer trainer = new Trainer(model, Toy.OPTIONS.update(u -> u.frozen(frozen)))) {
      Map<String, float[]> before = Toy.weights(model);
      trainer.train(Toy.images(12));
      Set<String> changed = new TreeSet<>();
      Toy.weights(model)
          .forEach((path, values) -> {
            if (!Arrays.equals(values, before.get(path))) {
              changed.add(path);
            }
          });
      return changed;
    }
  }

  @Test
  void onlyWhatIsNotFrozenChanges() {
    assertThat(changedBy())
        .containsExactlyInAnyOrder(
            "conv.weight",
            "conv.bias",
            "norm.weight",
            "norm.bias",
            "norm.running_mean",
            "norm.running_var",
            "fc.weight",
            "fc.bias");
    assertThat(changedBy("**", "!fc.*")).containsExactlyInAnyOrder("fc.weight", "fc.bias");
    assertThat(changedBy("conv.*", "**.bias"))
        .containsExactlyInAnyOrder(
            "norm.weight", "norm.running_mean", "norm.running_var", "fc.weight");
    assertThat(changedBy("norm.running_*"))
        .containsExactlyInAnyOrder(
            "conv.weight", "conv.bias", "norm.weight", "norm.bias", "fc.weight", "fc.bias");
  }

  @Test
  void whatTheTrainerFrozeIsFreeWhenItIsClosed() {
    try (Model model = model()) {
      Map<String, Parameter> parameters = model.parameters();
      Objects.requireNonNull(parameters.get("conv.bias")).setTrainable(false);
      try (Trainer _ = new Trainer(model, Toy.OPTIONS.update(u -> u.frozen("conv.*")))) {
        assertThat(frozen(parameters)).containsExactlyInAnyOrder("conv.weight", "conv.bias");
      }
      assertThat(frozen(parameters)).containsExactly("conv.bias");
    }
  }

  @Test
  void aTrainerThatCannotBeMadeLeavesTheModelAsItWas() {
    Optimizer.Config broken =
        new Optimizer.Config() {
          @Override
          public Optimizer create(Map<String, Parameter> parameters, List<ParameterGroup> groups) {
            throw new IllegalArgumentException("no");
          }

          @Override
          public float learningRate() {
            return 1;
          }
        };
    try (Model model = model()) {
      long before = device.memory().use().bytesInUse();
      TrainingOptions options = Toy.OPTIONS.update(u -> u.frozen("conv.*"));
      assertThatThrownBy(() -> new Trainer(model, options.optimizer(broken))).hasMessage("no");
      ParameterGroup nothing = ParameterGroup.withoutDecay("nosuch");
      assertThatThrownBy(() -> new Trainer(model, options.update(u -> u.groups(nothing))))
          .isInstanceOf(Conv4jException.class)
          .hasMessageContaining("parameter group")
          .hasMessageContaining("'nosuch'");
      assertThat(frozen(model.parameters())).isEmpty();
      assertThat(device.memory().use().bytesInUse()).isEqualTo(before);
    }
  }

  @Test
  void aGroupMayHaveOnlyWhatIsFrozen() {
    ParameterGroup slow = ParameterGroup.withRateFactor("conv.*", 0.1f);
    try (Model model = model();
        Trainer trainer =
            new Trainer(model, Toy.OPTIONS.update(u -> u.frozen("conv.*").groups(slow)))) {
      assertThat(trainer.train(Toy.images(4))).hasSize(2);
    }
  }

  private static List<String> frozen(Map<String, Parameter> parameters) {
    return parameters.entrySet().stream()
        .filter(entry -> entry.getValue().isFrozen())
        .map(Map.Entry::getKey)
        .toList();
  }

  @Test
  void patternsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> changedBy("conv.*", "nosuch.**"))
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining("a pattern that a parameter's path has, such as conv.weight")
        .hasMessageContaining("'nosuch.**'");
    assertThatThrownBy(() -> changedBy("**"))
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining("some that are left to train")
        .hasMessageContaining("which is all");
  }
}
