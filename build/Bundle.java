import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/// Checks a Maven repository as Maven Central's validator does, and what the project promises beyond that: run by
/// `build/release`.
///
///     java build/Bundle.java REPOSITORY [signed]
///
/// Every file has its checksums, and its signature if they are signed; every pom states what Central asks for, and needs no other
/// pom; every jar has sources, javadoc, a licence and a bill of materials; the BOM lists all that is there and nothing else.
final class Bundle {
  private static final String BOM = "culebra-bom";

  /// What Central wants in a pom.
  private static final List<String> STATED =
      List.of(
          "name",
          "description",
          "url",
          "licenses/license/name",
          "licenses/license/url",
          "developers/developer/name",
          "developers/developer/url",
          "scm/connection",
          "scm/developerConnection",
          "scm/url");

  private final Path repository;
  private final boolean signed;
  private final TreeSet<String> urls = new TreeSet<>();
  private final List<String> faults = new ArrayList<>();

  private Bundle(Path repository, boolean signed) {
    this.repository = repository;
    this.signed = signed;
  }

  public static void main(String[] args) throws Exception {
    Bundle bundle = new Bundle(Path.of(args[0]), args.length > 1 && args[1].equals("signed"));
    bundle.check();
    bundle.faults.forEach(fault -> System.err.println("release: " + fault));
    System.exit(bundle.faults.isEmpty() ? 0 : 1);
  }

  private void expect(boolean holds, String expected) {
    if (!holds) {
      faults.add("expected " + expected);
    }
  }

  private void check() throws Exception {
    TreeSet<String> deployed = new TreeSet<>();
    TreeSet<String> listed = new TreeSet<>(List.of(BOM));
    for (Path file : files()) {
      checkSums(file);
      expect(isKnown(file), "a pom, jar or bill of materials but found " + file);
      if (file.toString().endsWith(".pom")) {
        Document pom = pom(file);
        String artifact = text(pom, "artifactId");
        deployed.add(artifact);
        checkPom(file, pom);
        if (artifact.equals(BOM)) {
          listed.addAll(texts(pom, "dependencyManagement/dependencies/dependency/artifactId"));
        } else {
          checkJars(file, text(pom, "artifactId"));
        }
      }
    }
    expect(urls.size() == 1, "one url in all poms but found " + urls);
    expect(deployed.equals(listed), "what the BOM lists, " + listed + ", but found " + deployed);
  }

  /// All but checksums and signatures.
  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(repository)) {
      return files.filter(Files::isRegularFile).filter(file -> !isAbout(file)).sorted().toList();
    }
  }

  private static boolean isAbout(Path file) {
    return Stream.of(".md5", ".sha1", ".sha256", ".sha512", ".asc")
        .anyMatch(file.toString()::endsWith);
  }

  private static boolean isKnown(Path file) {
    String kind =
        file.getFileName()
            .toString()
            .replaceAll("^.*?-\\d+(\\.\\d+)*(-SNAPSHOT|-\\d{8}\\.\\d{6}-\\d+)?", "");
    return List.of(".pom", ".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json")
        .contains(kind);
  }

  private void checkSums(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    for (String[] kind : new String[][] {{".md5", "MD5"}, {".sha1", "SHA-1"}}) {
      Path sum = Path.of(file + kind[0]);
      String expected = HexFormat.of().formatHex(MessageDigest.getInstance(kind[1]).digest(bytes));
      expect(
          Files.exists(sum) && Files.readString(sum).strip().equals(expected),
          expected + " in " + sum);
    }
    Path signature = Path.of(file + ".asc");
    boolean isSigned =
        Files.exists(signature) && Files.readString(signature).contains("BEGIN PGP SIGNATURE");
    expect(isSigned == signed, (signed ? "a" : "no") + " signature " + signature);
  }

  // --- poms

  private static Document pom(Path file) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
  }

  private static List<String> texts(Document pom, String path) throws Exception {
    NodeList found =
        (NodeList)
            XPathFactory.newInstance()
                .newXPath()
                .evaluate("/project/" + path, pom, XPathConstants.NODESET);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      texts.add(found.item(i).getTextContent().strip());
    }
    return texts;
  }

  private static String text(Document pom, String path) throws Exception {
    List<String> texts = texts(pom, path);
    return texts.isEmpty() ? "" : texts.getFirst();
  }

  private void checkPom(Path file, Document pom) throws Exception {
    for (String path : STATED) {
      expect(!text(pom, path).isEmpty(), path + " in " + file);
    }
    String url = text(pom, "url");
    expect(text(pom, "scm/url").equals(url), url + " as scm/url in " + file);
    expect(
        text(pom, "scm/connection").equals("scm:git:" + url + ".git"),
        "scm:git:" + url + ".git as scm/connection in " + file);
    urls.add(url);
    expect(texts(pom, "parent").isEmpty(), "no parent in " + file);
    expect(!Files.readString(file).contains("${"), "no property in " + file);
    expect(texts(pom, "repositories").isEmpty(), "no repositories in " + file);
    expect(
        !texts(pom, "dependencies/dependency/scope").contains("test"),
        "no dependency for tests in " + file);
    expect(
        texts(pom, "dependencies/dependency/version").size()
            == texts(pom, "dependencies/dependency").size(),
        "a version for each dependency in " + file);
    String place =
        String.join(
            "/",
            text(pom, "groupId").replace('.', '/'),
            text(pom, "artifactId"),
            text(pom, "version"));
    expect(
        repository.relativize(file.getParent()).toString().replace('\\', '/').equals(place),
        place + " as place of " + file);
  }

  // --- jars

  private void checkJars(Path pom, String artifact) throws IOException {
    String base = pom.toString().replaceAll("\\.pom$", "");
    List<String> classes = entries(base + ".jar");
    expect(
        classes.contains("META-INF/LICENSE") && classes.contains("META-INF/NOTICE"),
        "licence and notice in " + base + ".jar");
    expect(
        classes.stream().anyMatch(name -> name.endsWith(".class")), "classes in " + base + ".jar");
    expect(
        classes.stream().noneMatch(name -> name.contains("testsupport")),
        "no tests in " + base + ".jar");
    expect(
        entries(base + "-sources.jar").stream().anyMatch(name -> name.endsWith(".java")),
        "sources of " + artifact);
    expect(entries(base + "-javadoc.jar").contains("index.html"), "javadoc of " + artifact);
    Path bill = Path.of(base + "-cyclonedx.json");
    String text = Files.exists(bill) ? Files.readString(bill) : "";
    expect(
        text.contains("\"bomFormat\" : \"CycloneDX\"") && text.contains("\"" + artifact + "\""),
        "a bill of materials of " + artifact);
    expect(
        !text.contains("junit") && !text.contains("assertj"),
        "no libraries of the tests in " + bill);
  }

  private List<String> entries(String jar) throws IOException {
    expect(Files.exists(Path.of(jar)), "a file " + jar);
    if (!Files.exists(Path.of(jar))) {
      return List.of();
    }
    try (JarFile file = new JarFile(jar)) {
      return file.stream().map(entry -> entry.getName()).toList();
    }
  }
}
