package dev.conv4j.nn.zoo;

import static java.util.Map.entry;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.ShapeException;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Ready-made networks by their names, for images of any number of channels, of any size that leaves
 * something of them, and any number of classes.
 *
 * <p>Those that torchvision has too have its names, shapes and numbers of parameters, so that its
 * weights fit (for 3 channels, 1,000 classes and images of 64 pixels or more on the shorter side).
 *
 * <p>For smaller images, such as those of CIFAR and MNIST, networks begin otherwise, since their
 * first layers would leave little of them: what is said of each network's small images holds below
 * 64 pixels on the shorter side.
 */
public final class Zoo {

  /** A network for images of {@code [C, H, W]}. */
  @FunctionalInterface
  private interface Blueprint {
    Layer of(Shape input, int classes);
  }

  private static final Map<String, Blueprint> NETWORKS =
      Map.ofEntries(
          entry("lecture", Zoo::lecture),
          entry("lecture_bn", Zoo::lectureBn),
          entry("convnet5", Zoo::convnet5),
          entry("lenet5", Zoo::lenet5),
          entry("alexnet", Zoo::alexnet),
          entry("vgg11", Zoo::vgg11),
          entry("vgg11_bn", Zoo::vgg11Bn),
          entry("vgg16", Zoo::vgg16),
          entry("vgg16_bn", Zoo::vgg16Bn),
          entry("googlenet", Zoo::googlenet),
          entry("googlenet_aux", Zoo::googlenetAux),
          entry("resnet18", Zoo::resnet18),
          entry("resnet34", Zoo::resnet34),
          entry("resnet50", Zoo::resnet50),
          entry("resnet20", Zoo::resnet20),
          entry("resnet9", Zoo::resnet9),
          entry("resnet9_32", Zoo::resnet9With32),
          entry("mobilenet_v2", Zoo::mobilenetV2),
          entry("squeezenet1_0", Zoo::squeezenet10),
          entry("squeezenet1_1", Zoo::squeezenet11),
          entry("densenet121", Zoo::densenet121),
          entry("efficientnet_b0", Zoo::efficientnetB0));

  /** Where the search for the smallest images ends. */
  private static final int MOST_PIXELS = 512;

  private Zoo() {}

  /** The names of all networks, in alphabetical order. */
  public static List<String> names() {
    return NETWORKS.keySet().stream().sorted().toList();
  }

  /**
   * The network of this name.
   *
   * @param input {@code [C, H, W]} of one image
   * @throws Conv4jException if there is none, or it cannot take images of this size; the message
   *     says the smallest that it can
   */
  public static Layer network(String name, Shape input, int classes) {
    Blueprint blueprint = NETWORKS.get(name);
    if (blueprint == null) {
      throw new Conv4jException(
          new Problem("model", "one of " + String.join(", ", names()), "'" + name + "'", ""));
    }
    if (input.rank() != 3) {
      throw new ShapeException("model '" + name + "'", "images [C, H, W]", input.toString(), "");
    }
    try {
      return built(blueprint, input, classes);
    } catch (ShapeException e) {
      int least = leastSide(blueprint, input.extent(0), classes);
      if (least > 0 && Math.min(input.extent(1), input.extent(2)) < least) {
        throw new ShapeException(
            new Problem(
                "model '" + name + "'",
                "images of %d×%d pixels or more".formatted(least, least),
                "%d×%d".formatted(input.extent(1), input.extent(2)),
                "Enlarge the images, or take a network that pools less"),
            e);
      }
      throw e;
    }
  }

  private static Layer built(Blueprint blueprint, Shape input, int classes) {
    Layer network = blueprint.of(input, classes);
    network.outputShape(input.batched(1));
    return network;
  }

  /** The side of the smallest square images that a network takes; 0 if there are none. */
  private static int leastSide(Blueprint blueprint, long channels, int classes) {
    return IntStream.rangeClosed(1, MOST_PIXELS)
        .filter(side -> takes(blueprint, Shape.of(channels, side, side), classes))
        .findFirst()
        .orElse(0);
  }

  private static boolean takes(Blueprint blueprint, Shape input, int classes) {
    try {
      built(blueprint, input, classes);
      return true;
    } catch (ShapeException tooSmall) {
      return false;
    }
  }

  /**
   * The network of the lecture: two convolutions, each pooled and rectified, and one linear layer.
   * For {@code 1×28×28} images and 10 classes it has 8,490 parameters: {@code 28 → 24 → 12 → 8 →
   * 4}, 320 features.
   *
   * @param input {@code [C, H, W]} of one image, at least 16×16
   */
  public static Layer lecture(Shape input, int classes) {
    Sequential features =
        Sequential.builder()
            .add("conv1", new Conv2d(input.intExtent(0), 10, 5))
            .add("pool1", new MaxPool2d(2))
            .add("relu1", new ReLU())
            .add("conv2", new Conv2d(10, 20, 5))
            .add("pool2", new MaxPool2d(2))
            .add("relu2", new ReLU())
            .add("flatten", new Flatten())
            .build();
    int count = features.outputShape(input.batched(1)).intExtent(1);
    return features.then("fc", new Linear(count, classes));
  }

  /**
   * The network of the lecture for the images that it was made for, digits as in MNIST: {@code
   * 1×28×28}, the classes 0 to 9, normalised as usual with that data set. Without weights.
   */
  public static Model lectureModel() {
    Shape image = Shape.of(1, 28, 28);
    List<String> digits = IntStream.range(0, 10).mapToObj(Integer::toString).toList();
    return new Model("lecture", lecture(image, digits.size()), image, digits, Normalization.MNIST);
  }

  /**
   * {@code lecture_bn}: {@link #lecture} with 16 and 32 channels, without biases, and with batch
   * norm between pooling and rectifier: 18,426 parameters. It learns in fewer epochs, and more.
   *
   * @param input {@code [C, H, W]} of one image, at least 16×16
   */
  public static Layer lectureBn(Shape input, int classes) {
    return PlainNetworks.lectureBn(input, classes);
  }

  /**
   * Five convolutions with batch norm, of which the first is 5×5, and a linear layer behind a
   * dropout: 175,786 parameters for {@code 1×28×28} images and 10 classes. {@code 28 → 24 → 12 → 6
   * → 4}.
   *
   * @param input {@code [C, H, W]} of one image, at least 16×16
   */
  public static Layer convnet5(Shape input, int classes) {
    return PlainNetworks.convnet5(input, classes);
  }

  /**
   * LeNet-5 (LeCun et al. 1998, "Gradient-based learning applied to document recognition"), as it
   * is built today: mean pooling, the hyperbolic tangent, and every map of the second convolution
   * sees all of the first. For {@code 1×32×32} images and 10 classes it has 61,706 parameters;
   * images below 32 pixels get a frame of 2, as the digits of 28 had there.
   *
   * @param input {@code [C, H, W]} of one image, at least 12×12
   */
  public static Layer lenet5(Shape input, int classes) {
    return LeNet.of(input, classes);
  }

  /**
   * AlexNet (Krizhevsky 2014, arXiv:1404.5997): 61,100,840 parameters. Small images enter through a
   * convolution of 3×3 with stride 1, and the classifier has 1,024 units in place of 4,096, over
   * means of 2×2 in place of 6×6.
   *
   * @param input {@code [C, H, W]} of one image, at least 15×15
   */
  public static Layer alexnet(Shape input, int classes) {
    return AlexNet.of(input, classes);
  }

  /**
   * VGG-11, VGG of 11 layers (Simonyan and Zisserman 2014, arXiv:1409.1556): 132,863,336
   * parameters. For small images the classifier has 512 units in place of 4,096, over the mean of
   * each channel, and a pooling that would leave less than a pixel is left out.
   *
   * @param input {@code [C, H, W]} of one image, of any size
   */
  public static Layer vgg11(Shape input, int classes) {
    return Vgg.of(input, classes, false, 1, 1, 2, 2, 2);
  }

  /** VGG-11-BN, {@link #vgg11} with batch norm behind each convolution: 132,868,840 parameters. */
  public static Layer vgg11Bn(Shape input, int classes) {
    return Vgg.of(input, classes, true, 1, 1, 2, 2, 2);
  }

  /** VGG-16, {@link #vgg11} with 16 layers: 138,357,544 parameters. */
  public static Layer vgg16(Shape input, int classes) {
    return Vgg.of(input, classes, false, 2, 2, 3, 3, 3);
  }

  /** VGG-16-BN, {@link #vgg16} with batch norm behind each convolution: 138,365,992 parameters. */
  public static Layer vgg16Bn(Shape input, int classes) {
    return Vgg.of(input, classes, true, 2, 2, 3, 3, 3);
  }

  /**
   * GoogLeNet (Szegedy et al. 2014, arXiv:1409.4842) with batch norm, without auxiliary
   * classifiers: 6,624,904 parameters. Small images enter through a convolution of 3×3 with stride
   * 1, and are not pooled before the first inception module.
   *
   * @param input {@code [C, H, W]} of one image, at least 2×2
   */
  public static Layer googlenet(Shape input, int classes) {
    return GoogLeNet.of(input, classes, false);
  }

  /**
   * {@code googlenet_aux}: {@link #googlenet} with its two auxiliary classifiers, which help while
   * it is trained ({@link dev.conv4j.nn.AuxiliaryHead}): 13,004,888 parameters.
   */
  public static Layer googlenetAux(Shape input, int classes) {
    return GoogLeNet.of(input, classes, true);
  }

  /**
   * ResNet-18, the residual network of 18 layers (He et al. 2015, arXiv:1512.03385), with
   * torchvision's names of parameters and first weights. For {@code 3×224×224} images and 1,000
   * classes it has 11,689,512 parameters.
   *
   * <p>Images of 64 pixels or more on the shorter side enter through a convolution of 7×7 with
   * stride 2 and a maximum over 3×3 with stride 2, as in that paper's section 4.1; smaller ones
   * through a convolution of 3×3 with stride 1, as in its section 4.2.
   *
   * @param input {@code [C, H, W]} of one image, of any size
   */
  public static Layer resnet18(Shape input, int classes) {
    return ResNet.of(input, classes, ResNet.Block.BASIC, 2, 2, 2, 2);
  }

  /** ResNet-34, {@link #resnet18} with 34 layers: 21,797,672 parameters. */
  public static Layer resnet34(Shape input, int classes) {
    return ResNet.of(input, classes, ResNet.Block.BASIC, 3, 4, 6, 3);
  }

  /**
   * ResNet-50, {@link #resnet18} with 50 layers, in blocks of three convolutions of which the
   * second has the stride: 25,557,032 parameters.
   */
  public static Layer resnet50(Shape input, int classes) {
    return ResNet.of(input, classes, ResNet.Block.BOTTLENECK, 3, 4, 6, 3);
  }

  /**
   * ResNet-20, the residual network of 20 layers for CIFAR (He et al. 2015, section 4.2), whose
   * shortcuts have no parameters. For {@code 3×32×32} images and 10 classes it has 269,722
   * parameters.
   *
   * @param input {@code [C, H, W]} of one image, of any size
   */
  public static Layer resnet20(Shape input, int classes) {
    return CifarResNet.of(input, classes, 3);
  }

  /**
   * ResNet-9, the residual network of 9 layers that learns CIFAR within few epochs (Page 2018, "How
   * to train your ResNet"). For {@code 3×32×32} images and 10 classes it has 6,573,130 parameters.
   *
   * @param input {@code [C, H, W]} of one image, at least 8×8
   */
  public static Layer resnet9(Shape input, int classes) {
    return ResNet9.of(input, classes, 64);
  }

  /**
   * {@code resnet9_32}: {@link #resnet9} with half the channels, of which the first 32; 1,646,122
   * parameters.
   */
  public static Layer resnet9With32(Shape input, int classes) {
    return ResNet9.of(input, classes, 32);
  }

  /**
   * MobileNetV2 (Sandler et al. 2018, arXiv:1801.04381): 3,504,872 parameters. For small images the
   * first convolution and the first block of 24 channels have stride 1 in place of 2.
   *
   * @param input {@code [C, H, W]} of one image, of any size
   */
  public static Layer mobilenetV2(Shape input, int classes) {
    return MobileNet.version2(input, classes);
  }

  /**
   * SqueezeNet 1.0 (Iandola et al. 2016, arXiv:1602.07360), named {@code squeezenet1_0}: 1,248,424
   * parameters. Small images enter through a convolution of 3×3 with stride 1.
   *
   * @param input {@code [C, H, W]} of one image, at least 8×8
   */
  public static Layer squeezenet10(Shape input, int classes) {
    return SqueezeNet.version10(input, classes);
  }

  /**
   * SqueezeNet 1.1, named {@code squeezenet1_1}: {@link #squeezenet10} with smaller filters first
   * and earlier poolings, 1,235,496 parameters.
   *
   * @param input {@code [C, H, W]} of one image, at least 8×8
   */
  public static Layer squeezenet11(Shape input, int classes) {
    return SqueezeNet.version11(input, classes);
  }

  /**
   * DenseNet-121, the densely connected network of 121 layers (Huang et al. 2016,
   * arXiv:1608.06993): 7,978,856 parameters. Small images enter through a convolution of 3×3 with
   * stride 1 and are not pooled before the first block.
   *
   * @param input {@code [C, H, W]} of one image, at least 8×8
   */
  public static Layer densenet121(Shape input, int classes) {
    return DenseNet.of(input, classes, 6, 12, 24, 16);
  }

  /**
   * EfficientNet-B0 (Tan and Le 2019, arXiv:1905.11946): 5,288,548 parameters. For small images the
   * first convolution and the first block of 24 channels have stride 1 in place of 2.
   *
   * @param input {@code [C, H, W]} of one image, of any size
   */
  public static Layer efficientnetB0(Shape input, int classes) {
    return EfficientNet.b0(input, classes);
  }
}
