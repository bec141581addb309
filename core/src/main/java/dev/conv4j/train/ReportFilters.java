package dev.conv4j.train;

import dev.conv4j.autograd.Convolution;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Trace;
import dev.conv4j.data.Dataset;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.Model;
import dev.conv4j.page.PagePicture;
import dev.conv4j.page.PageText;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the first convolution looks for, and where it finds that in one image. */
final class ReportFilters {
  /** As many filters as are shown. */
  private static final int MOST = 64;

  /** A convolution and where it is in the network. */
  private record Found(String path, Conv2d layer) {}

  /** What a convolution made of an image. */
  private static final class Maps {
    private final int height;
    private final int width;
    private final float[] values;
    private final float most;

    Maps(Tensor output) {
      height = output.shape().intExtent(2);
      width = output.shape().intExtent(3);
      values = output.toArray();
      most = largest(values);
    }

    PagePicture picture(int filter) {
      return PagePicture.signed(values, filter * height * width, height, width, most);
    }
  }

  private final Model model;
  private final Dataset test;
  private final Found first;
  private final float[] weights;
  private final float most;

  private ReportFilters(Model model, Dataset test, Found first) {
    this.model = model;
    this.test = test;
    this.first = first;
    this.weights = first.layer().weight().value().toArray();
    this.most = largest(weights);
  }

  /** The filters as pictures, each with its answer to the first test image. */
  static String html(Model model, Dataset test) {
    List<Found> convolutions = new ArrayList<>();
    Layers.walk(
        model.network(),
        (path, layer) -> {
          if (layer instanceof Conv2d convolution) {
            convolutions.add(new Found(path, convolution));
          }
        });
    return convolutions.isEmpty()
        ? "<p class=\"nothing\">This network has no convolution, so it has no filters.</p>\n"
        : new ReportFilters(model, test, convolutions.getFirst()).html();
  }

  private String html() {
    Optional<Maps> maps = maps();
    int filters = first.layer().config().out();
    StringBuilder cells = new StringBuilder();
    for (int filter = 0; filter < Math.min(filters, MOST); filter++) {
      cells.append(cell(filter, maps));
    }
    return """
    <p>%s</p>
    <div class="card">
    <div class="filters">%s<ul>
    %s</ul></div>
    %s</div>
    """
        .formatted(introduction(filters), example(maps), cells, legends(maps));
  }

  private String introduction(int filters) {
    Conv2d.Config config = first.layer().config();
    String shown =
        filters > MOST ? ", the first %s of which are shown".formatted(PageText.count(MOST)) : "";
    return "The first convolution, <b>%s</b>, has %s of %s×%s pixels%s."
        .formatted(
            PageText.escape(first.path().isEmpty() ? model.name() : first.path()),
            PageText.count(filters, "filter"),
            config.kernel().height(),
            config.kernel().width(),
            shown);
  }

  private String example(Optional<Maps> maps) {
    if (maps.isEmpty()) {
      return "";
    }
    String label = model.labels().get(test.label(0));
    return """
    <figure>%s<figcaption>test image 0,<br/>%s</figcaption></figure>
    """
        .formatted(
            ReportMistakes.picture(test, 0).html("Test image 0: " + label), PageText.name(label));
  }

  private String cell(int filter, Optional<Maps> maps) {
    String map =
        maps.map(m -> m.picture(filter).html("Answer of filter " + filter + " to test image 0"))
            .orElse("");
    return "<li>%s%s<small>%s</small></li>\n".formatted(picture(filter), map, filter);
  }

  /** One filter: in colour if it looks at red, green and blue, else the mean of its channels. */
  private String picture(int filter) {
    Shape shape = first.layer().weight().shape();
    int channels = shape.intExtent(1);
    int height = shape.intExtent(2);
    int width = shape.intExtent(3);
    int plane = height * width;
    int at = filter * channels * plane;
    float[] mean = new float[plane];
    float[] shifted = new float[channels * plane];
    for (int i = 0; i < shifted.length; i++) {
      mean[i % plane] += weights[at + i] / channels;
      shifted[i] = most > 0 ? 0.5f + weights[at + i] / (2 * most) : 0.5f;
    }
    PagePicture picture =
        isColour()
            ? PagePicture.image(shifted, channels, height, width)
            : PagePicture.signed(mean, 0, height, width, most);
    return picture.html("Filter " + filter);
  }

  private boolean isColour() {
    return first.layer().weight().shape().extent(1) == 3 && model.input().extent(0) == 3;
  }

  private Optional<Maps> maps() {
    int perImage = Math.toIntExact(model.input().count());
    float[] pixels = new float[perImage];
    test.readImage(0, pixels, 0);
    model.normalization().apply(pixels, 0, perImage / model.normalization().channels());
    try (Tensor image = Tensor.of(model.device(), model.input().batched(1), pixels);
        Pass pass = Pass.traced(model.device())) {
      model.forward(image, pass);
      return pass.trace().steps().stream()
          .filter(this::isOfFirst)
          .findFirst()
          .map(step -> new Maps(step.output()));
    }
  }

  private boolean isOfFirst(Trace.Step step) {
    return step.operation() instanceof Convolution && step.location().equals(first.path());
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest;
  }

  private String legends(Optional<Maps> maps) {
    String filters =
        isColour()
            ? "<p class=\"note\">Filters: each colour as much as its weight; mid-grey is zero, and"
                + " the largest weight is ±%s.</p>\n".formatted(PageText.digits(most, 2))
            : legend(
                most,
                "Filters: where orange, a bright pixel raises the answer; where blue,"
                    + " it lowers it."
                    + meanNote());
    return filters
        + maps.map(m ->
                legend(
                    m.most,
                    "Answers: where in the test image each filter says yes (orange) or no"
                        + " (blue), before any ReLU."))
            .orElse("");
  }

  private String meanNote() {
    long channels = first.layer().weight().shape().extent(1);
    return channels == 1
        ? ""
        : " Each picture is the mean over %s channels.".formatted(PageText.count(channels));
  }

  private static String legend(float most, String text) {
    String end = PageText.digits(most, 2);
    return """
    <p class="note"><span class="scale">−%s <i class="ramp signed"></i> +%s</span> %s</p>
    """
        .formatted(end, end, text);
  }
}
