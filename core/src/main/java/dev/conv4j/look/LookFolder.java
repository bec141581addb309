package dev.conv4j.look;

import dev.conv4j.Conv4jException;
import dev.conv4j.io.AtomicFiles;
import dev.conv4j.io.AtomicFolders;
import dev.conv4j.look.LookPage.Figure;
import dev.conv4j.page.PagePicture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes what an explanation says into a new folder: pictures as PNG files, and {@code index.html},
 * a page that shows them all and needs no other file.
 */
public final class LookFolder {
  private static final String PAGE = "index.html";

  private final Explanation explanation;
  private final Choice choice;
  private final Pictures pictures;
  private final List<Written> files = new ArrayList<>();

  private LookFolder(Explanation explanation, Choice choice) {
    this.explanation = explanation;
    this.choice = choice;
    this.pictures = new Pictures(explanation);
  }

  /**
   * A file of the folder.
   *
   * @param file its name
   * @param shows what is in it, in words
   */
  public record Written(String file, String shows) {}

  /**
   * Writes the folder, whole or not at all.
   *
   * @param title what the page is called, such as the name of the image
   * @return the files, the page last
   * @throws Conv4jException if there is something of this name already, it cannot be written, or
   *     something of the choice is not there
   */
  public static List<Written> write(
      Path folder, Explanation explanation, Choice choice, String title) {
    LookFolder writer = new LookFolder(explanation, choice);
    AtomicFolders.write(folder, partial -> writer.fill(partial, title));
    return List.copyOf(writer.files);
  }

  private void fill(Path folder, String title) {
    LookPage page = new LookPage(explanation, pictures.image());
    for (String layer : choice.layers()) {
      FeatureMaps maps = explanation.maps(layer);
      page.addMaps(
          maps,
          save(
              folder,
              "features-" + fileName(layer),
              "what %s makes of the image".formatted(layer),
              pictures.featureSheet(maps, choice.scale(), choice.most())));
      if (explanation.hasFilters(layer)) {
        Filters filters = explanation.filters(layer);
        page.addFilters(
            filters,
            save(
                folder,
                "filters-" + fileName(layer),
                "what %s looks for".formatted(layer),
                pictures.filterSheet(filters, choice.most())));
      }
    }
    choice
        .classLayer()
        .map(layer -> explanation.gradCam(choice.classIndex(), layer))
        .ifPresent(activation ->
            page.setActivation(
                activation,
                choice.remark(explanation).orElse(""),
                save(
                    folder,
                    "cam",
                    "what speaks for class %s".formatted(activation.label()),
                    pictures.activationPicture(activation))));
    field()
        .ifPresent(field ->
            page.setField(
                field,
                save(
                    folder,
                    "receptive-field",
                    "what unit %s of %s sees".formatted(field.unit(), field.layer()),
                    pictures.fieldPicture(field))));
    AtomicFiles.write(folder.resolve(PAGE), page.html(title));
    files.add(new Written(PAGE, "all of it, explained"));
  }

  /** Empty if no unit was chosen, or it cannot be known what it sees. */
  private Optional<ReceptiveField> field() {
    return choice
        .unit()
        .filter(chosen -> explanation.fieldObstacle(chosen.layer()).isEmpty())
        .map(chosen -> explanation.receptiveField(chosen.layer(), chosen.unit()));
  }

  private Figure save(Path folder, String name, String shows, PagePicture picture) {
    String file = name + ".png";
    AtomicFiles.write(folder.resolve(file), out -> out.write(picture.png()));
    files.add(new Written(file, shows));
    return new Figure(file, picture);
  }

  /** The name of a layer as part of a file's name: what other systems forbid is replaced. */
  private static String fileName(String layer) {
    return layer.replaceAll("[^A-Za-z0-9._-]", "_");
  }
}
