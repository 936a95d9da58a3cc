using DePin.Attestation.Merkle;

namespace DePin.Attestation.Tests.Merkle;

/// <summary>What OpenZeppelin itself says of our trees is in <c>InteropTests</c>.</summary>
[TestFixture]
public sealed class MerkleTreeTests
{
    /// <summary>The example of @openzeppelin/merkle-tree's README: two accounts, 5 and 2.5 tokens.</summary>
    [Test]
    public void Published_example()
    {
        Hash32 first = Leaf("0x1111111111111111111111111111111111111111", "5000000000000000000");
        Hash32 second = Leaf("0x2222222222222222222222222222222222222222", "2500000000000000000");
        MerkleTree tree = MerkleTree.Of([first, second]);

        Assert.That(tree.Root.ToString(), Is.EqualTo("0xd4dee0beab2d53f2cc83e567171bd2820e49898130a22622b10ead383e90bd77"));
        Assert.That(first.ToString(), Is.EqualTo("0xeb02c421cfa48976e66dfb29120745909ea3a0f843456c263cf8f1253483e283"));
        Assert.That(tree.Proof(first), Is.EqualTo(new[] { second }));
    }

    [Test]
    public void Single_leaf_is_the_root_and_needs_no_proof()
    {
        Hash32 leaf = MerkleLeaf.Attestation(Hash32.Sha256("x"u8));
        MerkleTree tree = MerkleTree.Of([leaf]);
        Assert.That(tree.Root, Is.EqualTo(leaf));
        Assert.That(tree.Proof(leaf), Is.Empty);
        Assert.That(MerkleTree.Verify(tree.Root, leaf, []), Is.True);
    }

    [Test]
    public void Every_proof_holds_and_no_other_leaf_has_one()
    {
        Random random = Seeded.Random();
        foreach (int count in Enumerable.Range(1, 40).Append(257).Append(1000))
        {
            Hash32[] leaves = [.. Enumerable.Range(0, count).Select(_ => random.NextHash())];
            MerkleTree tree = MerkleTree.Of(leaves);
            random.Shuffle(leaves);
            Assert.That(MerkleTree.Of(leaves).Root, Is.EqualTo(tree.Root), "the order given does not matter");
            Assert.That(tree.Count, Is.EqualTo(count));
            foreach (Hash32 leaf in leaves)
            {
                Assert.That(MerkleTree.Verify(tree.Root, leaf, tree.Proof(leaf)), Is.True);
                Assert.That(MerkleTree.Verify(tree.Root, random.NextHash(), tree.Proof(leaf)), Is.False);
            }
        }
    }

    [Test]
    public void Changed_shortened_lengthened_and_foreign_proofs_are_refused()
    {
        Random random = Seeded.Random();
        Hash32[] leaves = [.. Enumerable.Range(0, 50).Select(_ => random.NextHash())];
        MerkleTree tree = MerkleTree.Of(leaves);
        foreach (Hash32 leaf in leaves)
        {
            Hash32[] proof = [.. tree.Proof(leaf)];
            Hash32[] changed = [.. proof];
            changed[random.Next(changed.Length)] = random.NextHash();
            Assert.That(MerkleTree.Verify(tree.Root, leaf, changed), Is.False);
            Assert.That(MerkleTree.Verify(tree.Root, leaf, proof[..^1]), Is.False);
            Assert.That(MerkleTree.Verify(tree.Root, leaf, [.. proof, random.NextHash()]), Is.False);
            Assert.That(MerkleTree.Verify(random.NextHash(), leaf, proof), Is.False);
        }
    }

    [TestCase(MerkleTree.MaxProofLength, ExpectedResult = true)]
    [TestCase(MerkleTree.MaxProofLength + 1, ExpectedResult = false)]
    public bool Proof_that_holds_is_refused_when_it_is_too_long(int length)
    {
        Hash32 leaf = Hash32.Sha256("x"u8);
        Hash32[] proof = [.. Enumerable.Range(0, length).Select(i => Hash32.Sha256([(byte)i]))];
        // A tree of two leaves folds one more sibling in.
        Hash32 root = proof.Aggregate(leaf, (node, sibling) => MerkleTree.Of([node, sibling]).Root);
        return MerkleTree.Verify(root, leaf, proof);
    }

    [Test]
    public void Inner_node_is_never_a_leaf()
    {
        // The classic second preimage: a leaf whose content is two siblings would hash to their parent if it were hashed once.
        Hash32 left = MerkleLeaf.Attestation(Hash32.Sha256("a"u8));
        Hash32 right = MerkleLeaf.Attestation(Hash32.Sha256("b"u8));
        MerkleTree tree = MerkleTree.Of([left, right]);
        Assert.That(MerkleLeaf.Attestation(tree.Root), Is.Not.EqualTo(tree.Root));
        Assert.That(MerkleTree.Verify(tree.Root, MerkleLeaf.Attestation(tree.Root), []), Is.False);
    }

    [Test]
    public void Leaf_that_is_there_twice_has_a_proof()
    {
        Hash32 leaf = Hash32.Sha256("x"u8);
        MerkleTree tree = MerkleTree.Of([leaf, Hash32.Sha256("y"u8), leaf]);
        Assert.That(MerkleTree.Verify(tree.Root, leaf, tree.Proof(leaf)), Is.True);
    }

    [Test]
    public void Empty_tree_and_unknown_leaf_are_refused()
    {
        Assert.That(() => MerkleTree.Of([]), Throws.ArgumentException.With.Message.Contains("needs a leaf"));
        Assert.That(
            () => MerkleTree.Of([Hash32.Sha256("x"u8)]).Proof(default),
            Throws.ArgumentException.With.Message.Contains("has no leaf 0x0000"));
    }

    private static Hash32 Leaf(string account, string amount) => MerkleLeaf.Reward(Address.Parse(account), UInt256.Parse(amount));
}
