using System.Text;
using ShiftEval.SmearGenerator.Biology;
using ShiftEval.SmearGenerator.Optics;
using ShiftEval.SmearGenerator.Randomness;

namespace ShiftEval.SmearGenerator;

/// <summary>The data set of one seed: its rows, and each row's photograph.</summary>
/// <param name="seed">Where everything is drawn from.</param>
/// <param name="equalClasses">A control: every lab keeps its physics, and has each class equally often.</param>
internal sealed class SmearDataset(ulong seed, bool equalClasses = false)
{
    public const int ImageSize = 64;

    // Each kind of draw has its own key, so that a change to one leaves the others as they are.
    private const ulong SlideKey = 1;
    private const ulong CellKey = 2;
    private const ulong SensorKey = 3;

    public IReadOnlyList<SmearCell> Cells { get; } = SmearPlan.Draw(seed, equalClasses);

    /// <summary>The JPEG file of one cell; it depends on the seed and the cell alone.</summary>
    public byte[] Photograph(SmearCell cell)
    {
        Lab lab = Labs.All[cell.LabIndex];
        ulong labKey = (ulong)cell.LabIndex;
        ulong slideKey = (ulong)cell.Slide;
        ulong numberKey = (ulong)cell.Number;
        Slide slide = new(lab, new Xoshiro(seed, SlideKey, labKey, slideKey));
        double reach = ImageSize / 2 * lab.PixelPitch;
        Field field = new(cell.Label, slide.Crowding, reach, new Xoshiro(seed, CellKey, labKey, slideKey, numberKey));
        double[] light = Microscope.Expose(field, slide, ImageSize);
        return Camera.Store(light, ImageSize, lab, new Xoshiro(seed, SensorKey, labKey, slideKey, numberKey));
    }

    public string Manifest()
    {
        StringBuilder text = new("path,label,lab,slide,split\n");
        foreach (SmearCell cell in Cells)
        {
            text.Append(cell.Path).Append(',').Append(LabelOf(cell.Label)).Append(',').Append(cell.Lab).Append(',')
                .Append(cell.SlideName).Append(',').Append(cell.Split).Append('\n');
        }

        return text.ToString();
    }

    public void Write(string folder)
    {
        foreach (Lab lab in Labs.All)
        {
            Directory.CreateDirectory(Path.Combine(folder, lab.Name));
        }

        Parallel.ForEach(Cells, cell => File.WriteAllBytes(Path.Combine(folder, cell.Path), Photograph(cell)));
        File.WriteAllText(Path.Combine(folder, "manifest.csv"), Manifest());
    }

    private static string LabelOf(CellClass label) => label switch
    {
        CellClass.Bilobed => "bilobed",
        CellClass.Kidney => "kidney",
        CellClass.Lobed => "lobed",
        _ => "round",
    };
}
