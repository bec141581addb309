package dev.conv4j.nn.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The keys of the {@code state_dict} of torchvision's networks, written down from how its modules
 * are put together, without {@code num_batches_tracked}. Not in torchvision's order.
 */
final class TorchvisionNames {
  private static final Map<String, Consumer<TorchvisionNames>> NETWORKS =
      Map.ofEntries(
          Map.entry("alexnet", TorchvisionNames::alexnet),
          Map.entry("vgg11", names -> names.vgg(false, "0 3 6 8 11 13 16 18")),
          Map.entry("vgg11_bn", names -> names.vgg(true, "0 4 8 11 15 18 22 25")),
          Map.entry("vgg16", names -> names.vgg(false, "0 2 5 7 10 12 14 17 19 21 24 26 28")),
          Map.entry("vgg16_bn", names -> names.vgg(true, "0 3 7 10 14 17 20 24 27 30 34 37 40")),
          Map.entry("googlenet", names -> names.googlenet(false)),
          Map.entry("googlenet_aux", names -> names.googlenet(true)),
          Map.entry("resnet18", names -> names.resnet(2, 2, 2, 2, 2)),
          Map.entry("resnet34", names -> names.resnet(2, 3, 4, 6, 3)),
          Map.entry("resnet50", names -> names.resnet(3, 3, 4, 6, 3)),
          Map.entry("mobilenet_v2", TorchvisionNames::mobilenet),
          Map.entry("squeezenet1_0", names -> names.squeezenet("3 4 5 7 8 9 10 12")),
          Map.entry("squeezenet1_1", names -> names.squeezenet("3 4 6 7 9 10 11 12")),
          Map.entry("densenet121", TorchvisionNames::densenet),
          Map.entry("efficientnet_b0", TorchvisionNames::efficientnet));

  private final List<String> names = new ArrayList<>();

  private TorchvisionNames() {}

  /** The networks of the zoo that torchvision has, too. */
  static List<String> networks() {
    return NETWORKS.keySet().stream().sorted().toList();
  }

  static List<String> of(String network) {
    TorchvisionNames all = new TorchvisionNames();
    NETWORKS.getOrDefault(network, names -> {}).accept(all);
    return all.names;
  }

  private void weighted(String path) {
    names.add(path + ".weight");
    names.add(path + ".bias");
  }

  private void convolution(String path) {
    names.add(path + ".weight");
  }

  private void norm(String path) {
    weighted(path);
    names.add(path + ".running_mean");
    names.add(path + ".running_var");
  }

  private static String[] numbers(String text) {
    return text.split(" ", -1);
  }

  private void alexnet() {
    for (String number : numbers("0 3 6 8 10")) {
      weighted("features." + number);
    }
    for (String number : numbers("1 4 6")) {
      weighted("classifier." + number);
    }
  }

  private void vgg(boolean normalized, String convolutions) {
    for (String number : numbers(convolutions)) {
      weighted("features." + number);
      if (normalized) {
        norm("features." + (Integer.parseInt(number) + 1));
      }
    }
    for (String number : numbers("0 3 6")) {
      weighted("classifier." + number);
    }
  }

  /** What torchvision calls BasicConv2d. */
  private void unit(String path) {
    convolution(path + ".conv");
    norm(path + ".bn");
  }

  private void googlenet(boolean heads) {
    unit("conv1");
    unit("conv2");
    unit("conv3");
    for (String module : numbers("3a 3b 4a 4b 4c 4d 4e 5a 5b")) {
      for (String branch : numbers("branch1 branch2.0 branch2.1 branch3.0 branch3.1 branch4.1")) {
        unit("inception" + module + "." + branch);
      }
    }
    if (heads) {
      for (String head : numbers("aux1 aux2")) {
        unit(head + ".conv");
        weighted(head + ".fc1");
        weighted(head + ".fc2");
      }
    }
    weighted("fc");
  }

  private void resnet(int convolutions, int... blocks) {
    convolution("conv1");
    norm("bn1");
    for (int layer = 1; layer <= blocks.length; layer++) {
      for (int block = 0; block < blocks[layer - 1]; block++) {
        String at = "layer%d.%d.".formatted(layer, block);
        for (int i = 1; i <= convolutions; i++) {
          convolution(at + "conv" + i);
          norm(at + "bn" + i);
        }
        if (block == 0 && (layer > 1 || convolutions == 3)) {
          convolution(at + "downsample.0");
          norm(at + "downsample.1");
        }
      }
    }
    weighted("fc");
  }

  /** What torchvision calls Conv2dNormActivation. */
  private void normalized(String path) {
    convolution(path + ".0");
    norm(path + ".1");
  }

  private void mobilenet() {
    normalized("features.0");
    for (int block = 1; block <= 17; block++) {
      String at = "features." + block + ".conv.";
      int next = 0;
      if (block > 1) {
        normalized(at + next++);
      }
      normalized(at + next++);
      convolution(at + next++);
      norm(at + next);
    }
    normalized("features.18");
    weighted("classifier.1");
  }

  private void squeezenet(String modules) {
    weighted("features.0");
    for (String module : numbers(modules)) {
      for (String part : numbers("squeeze expand1x1 expand3x3")) {
        weighted("features." + module + "." + part);
      }
    }
    weighted("classifier.1");
  }

  private void densenet() {
    convolution("features.conv0");
    norm("features.norm0");
    int[] layers = {6, 12, 24, 16};
    for (int block = 1; block <= layers.length; block++) {
      for (int layer = 1; layer <= layers[block - 1]; layer++) {
        String at = "features.denseblock%d.denselayer%d.".formatted(block, layer);
        for (int i = 1; i <= 2; i++) {
          norm(at + "norm" + i);
          convolution(at + "conv" + i);
        }
      }
      if (block < layers.length) {
        norm("features.transition" + block + ".norm");
        convolution("features.transition" + block + ".conv");
      }
    }
    norm("features.norm5");
    weighted("classifier");
  }

  private void efficientnet() {
    normalized("features.0");
    int[] blocks = {1, 2, 2, 3, 3, 4, 1};
    for (int stage = 1; stage <= blocks.length; stage++) {
      for (int block = 0; block < blocks[stage - 1]; block++) {
        String at = "features.%d.%d.block.".formatted(stage, block);
        int next = 0;
        if (stage > 1) {
          normalized(at + next++);
        }
        normalized(at + next++);
        weighted(at + next + ".fc1");
        weighted(at + next++ + ".fc2");
        normalized(at + next);
      }
    }
    normalized("features.8");
    weighted("classifier.1");
  }
}
