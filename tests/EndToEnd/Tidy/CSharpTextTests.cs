namespace DePin.EndToEnd.Tidy;

internal sealed class CSharpTextTests
{
    [TestCase("a(); // b();", "a();        ")]
    [TestCase("a(/* b() */);", "a(         );")]
    [TestCase("a(\"b() \\\" // c\");", "a(             );")]
    [TestCase("a(@\"b \"\" \\\"); c();", "a(         ); c();")]
    [TestCase("a('\"'); c();", "a(   ); c();")]
    [TestCase("a('\\''); c();", "a(    ); c();")]
    [TestCase("a($\"x {b(\"}\")} y\"); c();", "a(     b(   )    ); c();")]
    [TestCase("a($\"{{b}} {c}\"); d();", "a(         c  ); d();")]
    [TestCase("a(\"\"\"b \"c\" {d}\"\"\"); e();", "a(               ); e();")]
    [TestCase("a($$\"\"\"{b} {{c}}\"\"\"); d();", "a(           c     ); d();")]
    [TestCase("a($\"{b switch { 1 => 2, _ => 3 }}\"); d();", "a(   b switch { 1 => 2, _ => 3 }  ); d();")]
    [TestCase("} a(\"b\");", "} a(   );")]
    public void Strings_and_comments_are_blank_and_everything_else_is_code(string text, string code) =>
        Assert.That(CSharpText.Part(text).Code, Is.EqualTo(code));

    [Test]
    public void Comments_keep_their_place()
    {
        const string text = "a(\"// no\"); // yes\nb(); /* and\n this */ c();";

        Assert.That(CSharpText.Part(text).Comments, Is.EqualTo("            // yes\n     /* and\n this */     "));
    }

    [Test]
    public void Both_texts_have_the_length_and_the_lines_of_the_source()
    {
        foreach (var file in SourceTree.CSharp)
        {
            var (code, comments) = CSharpText.Part(file.Text);
            Assert.That((code.Length, comments.Length), Is.EqualTo((file.Text.Length, file.Text.Length)), file.Path);
            Assert.That(code.Count(c => c == '{'), Is.EqualTo(code.Count(c => c == '}')), $"{file.Path}: braces of code do not pair");
        }
    }
}
