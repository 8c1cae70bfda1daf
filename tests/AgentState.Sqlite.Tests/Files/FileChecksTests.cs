using AgentState.Internal.Sqlite.Files;

namespace AgentState.Sqlite.Tests;

/// <summary>The locks of SQLite do not work on the file system of another machine.</summary>
public sealed class FileChecksTests
{
    [Theory, Trait("Guarantee", "S5")]
    [InlineData("nfs")]
    [InlineData("nfs4")]
    [InlineData("cifs")]
    [InlineData("smb")]
    [InlineData("smb2")]
    [InlineData("smb3")]
    [InlineData("afs")]
    [InlineData("ceph")]
    [InlineData("lustre")]
    [InlineData("glusterfs")]
    [InlineData("sshfs")]
    [InlineData("fuse.sshfs")]
    public void IsRemote_OfANetworkFileSystem_IsTrue(string format) => FileChecks.IsRemote(format).Should().BeTrue();

    [Theory, Trait("Guarantee", "S5")]
    [InlineData("")]
    [InlineData("ext2/ext3")]
    [InlineData("ext4")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    [InlineData("zfs")]
    [InlineData("overlay")]
    [InlineData("tmpfs")]
    [InlineData("apfs")]
    [InlineData("NTFS")]
    public void IsRemote_OfALocalFileSystem_IsFalse(string format) => FileChecks.IsRemote(format).Should().BeFalse();
}
